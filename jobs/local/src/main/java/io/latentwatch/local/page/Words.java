package io.latentwatch.local.page;

import com.fasterxml.jackson.core.JsonGenerator;
import io.latentwatch.flink.received.Printable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;

/** How text and numbers go into the snapshot: text that others wrote is bounded, numbers are short. */
final class Words {
    /** Characters of any text at most. */
    static final int LONGEST = 200;

    private static final double LARGEST_WHOLE = 1L << 53;
    private static final MathContext DIGITS = new MathContext(4);

    private Words() {}

    /** The text, cut, without control characters. */
    static String of(String text) {
        return Printable.of(text, LONGEST);
    }

    static void field(JsonGenerator json, String name, String text) throws IOException {
        json.writeStringField(name, of(text));
    }

    /** An array of the first few. */
    static void few(JsonGenerator json, String name, Collection<String> texts, int most) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts.stream().limit(most).toList()) {
            json.writeString(of(text));
        }
        json.writeEndArray();
    }

    static void field(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        number(json, value);
    }

    /** The number, with four digits where it is not whole; null where it is none. */
    static void number(JsonGenerator json, double value) throws IOException {
        if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
            json.writeNumber((long) value);
        } else if (Double.isFinite(value)) {
            json.writeNumber(new BigDecimal(value).round(DIGITS).doubleValue());
        } else {
            json.writeNull();
        }
    }
}
