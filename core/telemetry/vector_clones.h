#pragma once

/// Compiles a function twice on x86, for processors with AVX2 and for any; which one runs is chosen when the
/// program starts. Elsewhere the loops are vectorised for what the architecture has anyway. The choice
/// happens before the thread sanitizer is ready for it, so that there is none under it.
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
#define HEARTH_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define HEARTH_VECTOR_CLONES
#endif
