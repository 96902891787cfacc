package io.latentwatch.flink.received;

/** Text of unknown origin, made harmless for logs, records and pages. */
public final class Printable {
    private Printable() {}

    /** The text with question marks for control characters and halves of characters, cut to a number of characters. */
    public static String of(String text, int mostCharacters) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), mostCharacters));
        for (int i = 0; i < text.length() && printable.length() < mostCharacters; i++) {
            char c = text.charAt(i);
            printable.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return printable.toString();
    }
}
