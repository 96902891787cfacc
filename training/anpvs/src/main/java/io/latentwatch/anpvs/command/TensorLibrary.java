package io.latentwatch.anpvs.command;

/** Settings of DJL and PyTorch that must stand before either is loaded. */
final class TensorLibrary {
    private TensorLibrary() {}

    /** No look-ups on the network, no usage reports, and so many threads. */
    static void prepare(int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    }
}
