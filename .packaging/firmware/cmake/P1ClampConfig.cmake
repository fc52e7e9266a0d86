# SPDX-License-Identifier: Apache-2.0
# find_package(P1Clamp) defines P1Clamp::p1clamp: the header, and the static library of a core.
#
# P1CLAMP_CORE names the core: cortex-m0, cortex-m0plus, cortex-m3, cortex-m4, cortex-m7, cortex-m23, cortex-m33, rv32imac or
# rv32imc. Where it is not set it is found in CMAKE_C_FLAGS, by -mcpu or -march.
get_filename_component(_p1clamp_root "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
if(NOT DEFINED P1CLAMP_CORE)
  if("${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES "-mcpu=cortex-m(0plus|0|3|4|7|23|33)([^0-9a-z]|$)")
    set(P1CLAMP_CORE "cortex-m${CMAKE_MATCH_1}")
  elseif("${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES "-march=(rv32imac|rv32imc)([^0-9a-z]|$)")
    set(P1CLAMP_CORE "${CMAKE_MATCH_1}")
  endif()
endif()
# Cores that run the code of another one.
set(_p1clamp_library "${P1CLAMP_CORE}")
if(P1CLAMP_CORE STREQUAL "cortex-m0" OR P1CLAMP_CORE STREQUAL "cortex-m23")
  set(_p1clamp_library cortex-m0plus)
elseif(P1CLAMP_CORE STREQUAL "cortex-m7")
  set(_p1clamp_library cortex-m4)
endif()
set(_p1clamp_file "${_p1clamp_root}/src/${_p1clamp_library}/libp1clamp.a")
if(NOT EXISTS "${_p1clamp_file}")
  set(P1Clamp_FOUND FALSE)
  set(P1Clamp_NOT_FOUND_MESSAGE "P1CLAMP_CORE is '${P1CLAMP_CORE}', expected the name of a folder in ${_p1clamp_root}/src")
  return()
endif()
if(NOT TARGET P1Clamp::p1clamp)
  add_library(P1Clamp::p1clamp STATIC IMPORTED)
  set_target_properties(P1Clamp::p1clamp PROPERTIES
    IMPORTED_LOCATION "${_p1clamp_file}"
    INTERFACE_INCLUDE_DIRECTORIES "${_p1clamp_root}/src")
endif()
