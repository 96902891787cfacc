package io.latentwatch.flink.received;

import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Image;
import java.util.Map;

/** How much text an image may bring: its verdict has to carry it. */
public final class TextLimit {
    /** Characters of id, source and attributes together. */
    public static final int MAX_CHARACTERS = 16_384;

    private TextLimit() {}

    static void refuseLong(Image image) throws UnusableRecordException {
        long characters = (long) image.getId().length() + image.getSource().length();
        for (Map.Entry<String, String> attribute : image.getAttributes().entrySet()) {
            characters += attribute.getKey().length() + attribute.getValue().length();
        }
        if (characters > MAX_CHARACTERS) {
            throw new UnusableRecordException(
                    DeadLetterReason.OVERSIZED_TEXT,
                    "id, source and attributes have " + characters + " characters, expected at most " + MAX_CHARACTERS);
        }
    }
}
