package io.latentwatch.flink.received;

/** How bytes begin, for people. */
final class FirstBytes {
    private static final int SHOWN = 10;

    private FirstBytes() {}

    /** Their number and the first ten. */
    static String of(byte[] value) {
        StringBuilder text = new StringBuilder(value.length + " bytes:");
        for (int i = 0; i < Math.min(value.length, SHOWN); i++) {
            text.append(String.format(" %02X", value[i]));
        }
        return text.toString();
    }
}
