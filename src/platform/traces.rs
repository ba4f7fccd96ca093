//! Wipes the secrets that a call leaves on its thread: in the stack that it used, and in the vector
//! registers, through which memory is copied. The allocator wipes heap memory (see `lib.rs`).

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
use std::arch::asm;
use std::mem::MaybeUninit;

/// The part of the stack that is wiped, in bytes. The deepest calls use 67 kB in a release build, and
/// the manual asks for 128 KiB of stack on each thread.
const DEPTH: usize = 80 * 1024;

/// Wipes the stack below its caller, and the vector registers.
pub fn wipe_traces() {
    wipe_stack();
    wipe_registers();
}

/// Overwrites the part of the stack that the functions called before have used and left.
#[inline(never)]
fn wipe_stack() {
    let mut frames = MaybeUninit::<[u8; DEPTH]>::uninit();
    // With a length that the compiler does not know it calls memset, which uses vector registers.
    let length = std::hint::black_box(DEPTH);
    // SAFETY: the array has `DEPTH` bytes, and that many are written.
    unsafe { frames.as_mut_ptr().cast::<u8>().write_bytes(0, length) };
    // Nothing reads the array, so without this the compiler would remove the write.
    std::hint::black_box(&frames);
}

/// Clears the vector registers that a function need not preserve for its caller.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
fn wipe_registers() {
    if std::arch::is_x86_feature_detected!("avx") {
        // SAFETY: the processor has the instruction, and all registers it changes are declared.
        unsafe {
            asm!("vzeroall", out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _,
                out("xmm4") _, out("xmm5") _, out("xmm6") _, out("xmm7") _, out("xmm8") _,
                out("xmm9") _, out("xmm10") _, out("xmm11") _, out("xmm12") _, out("xmm13") _,
                out("xmm14") _, out("xmm15") _, options(nomem, nostack));
        }
    } else {
        macro_rules! zero {
            ($($register:tt)*) => {
                // SAFETY: the register that each instruction changes is declared.
                unsafe {
                    $(asm!(concat!("xorps ", $register, ", ", $register), out($register) _,
                        options(nomem, nostack));)*
                }
            };
        }
        zero!("xmm0" "xmm1" "xmm2" "xmm3" "xmm4" "xmm5" "xmm6" "xmm7" "xmm8" "xmm9" "xmm10" "xmm11"
            "xmm12" "xmm13" "xmm14" "xmm15");
    }
    // vzeroall does not clear zmm16 to zmm31, and glibc copies memory through them where they exist.
    if std::arch::is_x86_feature_detected!("avx512f") {
        macro_rules! zero {
            ($($register:tt)*) => {
                // SAFETY: the processor has the instruction, and the register that each one
                // changes is declared.
                unsafe {
                    $(asm!(concat!("vpxord ", $register, ", ", $register, ", ", $register),
                        out($register) _, options(nomem, nostack));)*
                }
            };
        }
        zero!("zmm16" "zmm17" "zmm18" "zmm19" "zmm20" "zmm21" "zmm22" "zmm23" "zmm24" "zmm25" "zmm26"
            "zmm27" "zmm28" "zmm29" "zmm30" "zmm31");
    }
}

/// Clears the vector registers that a function need not preserve for its caller.
#[cfg(target_arch = "aarch64")]
#[inline(never)]
fn wipe_registers() {
    macro_rules! zero {
        ($($register:tt)*) => {
            // SAFETY: the register that each instruction changes is declared.
            unsafe {
                $(asm!(concat!("movi ", $register, ".16b, #0"), out($register) _,
                    options(nomem, nostack));)*
            }
        };
    }
    zero!("v0" "v1" "v2" "v3" "v4" "v5" "v6" "v7" "v16" "v17" "v18" "v19" "v20" "v21" "v22" "v23"
        "v24" "v25" "v26" "v27" "v28" "v29" "v30" "v31");
}

/// Does nothing: the vector registers of other processors are not known here.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn wipe_registers() {}
