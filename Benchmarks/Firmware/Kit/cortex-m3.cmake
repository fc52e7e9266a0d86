# SPDX-License-Identifier: Apache-2.0
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
# The board of the emulator, where no other one is named: Sources/Board/board_CHIP.c and Memory/MEMORY.ld.
if(NOT DEFINED CHIP)
  set(CHIP mps2)
endif()
if(NOT DEFINED MEMORY)
  set(MEMORY mps2)
endif()
set(CMAKE_C_FLAGS_INIT "-mcpu=cortex-m3 -mthumb -Os -ffreestanding -ffunction-sections -fdata-sections -fno-tree-loop-distribute-patterns")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT} -fno-exceptions -fno-rtti")
