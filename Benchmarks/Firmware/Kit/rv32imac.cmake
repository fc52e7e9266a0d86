# SPDX-License-Identifier: Apache-2.0
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_C_COMPILER riscv64-unknown-elf-gcc)
set(CMAKE_CXX_COMPILER riscv64-unknown-elf-g++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
# The board of the emulator, where no other one is named: Sources/Board/board_CHIP.c and Memory/MEMORY.ld.
if(NOT DEFINED CHIP)
  set(CHIP virt)
endif()
if(NOT DEFINED MEMORY)
  set(MEMORY virt)
endif()
set(CMAKE_C_FLAGS_INIT "-march=rv32imac -misa-spec=2.2 -mabi=ilp32 -Os -ffreestanding -ffunction-sections -fdata-sections -fno-tree-loop-distribute-patterns")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT} -fno-exceptions -fno-rtti")
