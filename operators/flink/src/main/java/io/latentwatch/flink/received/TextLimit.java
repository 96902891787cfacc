package io.latentwatch.flink.received;

import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Image;
import java.util.Map;

/** How much text an image may bring: its verdict has to carry it, and alarms, their state and retraining triggers the names of many sources. */
public final class TextLimit {
    /** Characters of id, source and attributes together. */
    public static final int MAX_CHARACTERS = 16_384;

    /** Characters of the source alone. */
    public static final int MAX_SOURCE_CHARACTERS = 256;

    private TextLimit() {}

    static void refuseLong(Image image) throws UnusableRecordException {
        refuseAbove(MAX_SOURCE_CHARACTERS, "source has", image.getSource().length());
        long characters = (long) image.getId().length() + image.getSource().length();
        for (Map.Entry<String, String> attribute : image.getAttributes().entrySet()) {
            characters += attribute.getKey().length() + attribute.getValue().length();
        }
        refuseAbove(MAX_CHARACTERS, "id, source and attributes have", characters);
    }

    private static void refuseAbove(int most, String what, long characters) throws UnusableRecordException {
        if (characters > most) {
            throw new UnusableRecordException(
                    DeadLetterReason.OVERSIZED_TEXT, what + " " + characters + " characters, expected at most " + most);
        }
    }
}
