package io.latentwatch.evaluation.page;

import java.util.Locale;

/** Numbers as the tables print them. */
public final class Numbers {
    /** What stands where nothing was measured or claimed. */
    public static final String NONE = "–";

    private Numbers() {}

    public static String fixed(int decimals, double number) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }

    /** Of any size, with two digits that count. */
    public static String significant(double number) {
        return String.format(Locale.ROOT, "%.2g", number);
    }

    public static String signed(int decimals, double number) {
        return String.format(Locale.ROOT, "%+." + decimals + "f", number);
    }

    public static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
