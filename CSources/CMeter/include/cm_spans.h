// SPDX-License-Identifier: Apache-2.0
/* Annotations by which Swift passes a span for a pointer and its count; nothing to other compilers. */
#ifndef CM_SPANS_H
#define CM_SPANS_H

#if defined(__swift__) && defined(__has_feature)
#if __has_feature(bounds_safety_attributes)
#define CM_COUNTED_BY(count) __attribute__((__counted_by__(count)))
#define CM_NOESCAPE __attribute__((noescape))
#endif
#endif

#ifndef CM_COUNTED_BY
#define CM_COUNTED_BY(count)
#define CM_NOESCAPE
#endif

#endif
