package io.latentwatch.anpvs.command;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings of DJL and PyTorch that must stand before either is loaded, and where they compute. */
final class TensorLibrary {
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,2}))?");

    private TensorLibrary() {}

    /** No look-ups on the network, no usage reports, and so many threads. */
    static void prepare(int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    }

    /**
     * The device of that name.
     *
     * @param name {@code cpu}, {@code cuda:N}, or {@code auto}: the first card where there is one
     * @throws IllegalArgumentException if there is no such device
     */
    static Device device(String name) {
        Matcher cuda = CUDA.matcher(name);
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        if (!name.equals("auto") && !cuda.matches()) {
            throw new IllegalArgumentException("--device: expected cpu, cuda:N or auto, found '%s'".formatted(name));
        }
        int cards = Engine.getInstance().getGpuCount();
        if (name.equals("auto")) {
            return cards > 0 ? Device.gpu(0) : Device.cpu();
        }
        int card = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        if (card >= cards) {
            throw new IllegalArgumentException(
                    ("--device %s: expected such a card, PyTorch finds %d; use --device cpu, or point PYTORCH_LIBRARY_PATH and"
                                    + " PYTORCH_FLAVOR at a libtorch with CUDA (training/README.md)")
                            .formatted(name, cards));
        }
        return Device.gpu(card);
    }
}
