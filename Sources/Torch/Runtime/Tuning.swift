internal import CTorch

/// Makes settings of the whole process that trainings are faster or safer with.
///
/// Nothing is set by linking this module or by using it otherwise: a process that does more than
/// train may want to keep what it has. These are
///
/// - libtorch's allocator on the CPU: blocks of 1 MiB and more are kept for later tensors;
/// - the environment variable `ONEDNN_MAX_CPU_ISA`, where the processor names tile instructions that
///   do not work, as some virtual machines do. Processes that are started later inherit it.
///
/// Call it at the start, before there are other threads. Further calls do nothing.
///
/// - Throws: `TorchError` where the environment variable `LRFINDER_ATEN` has an unknown word in it.
public func tuneProcess() throws(TorchError) { try check(ct_tune_process()) }
