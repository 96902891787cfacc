package io.latentwatch.monitoring.start;

/** ONNX Runtime is no part of the job's jar: a native library can be loaded by one class loader only, so it stands in Flink's lib folder. */
public final class RuntimeOnClassPath {
    private static final String CLASS = "ai.onnxruntime.OrtEnvironment";

    private RuntimeOnClassPath() {}

    /**
     * Looks for ONNX Runtime, without initialising it.
     *
     * @throws StartRefusedException if it cannot be found
     */
    public static void check(ClassLoader classLoader) {
        try {
            Class.forName(CLASS, false, classLoader);
        } catch (ClassNotFoundException e) {
            throw new StartRefusedException(
                    "ONNX Runtime is not on the class path: expected the class " + CLASS
                            + ", found none. Put the jar of com.microsoft.onnxruntime:onnxruntime into Flink's lib folder on every "
                            + "machine and set classloader.parent-first-patterns.additional: ai.onnxruntime",
                    e);
        }
    }
}
