package io.latentwatch.evaluation.detect;

import io.latentwatch.evaluation.page.Numbers;
import io.latentwatch.schemas.ScoreSet;
import java.util.List;
import java.util.Locale;

/** Rows of a detector's report as cells of tables, beside their headings. Shares are in %, intervals Wilson's of 95 %. */
public final class DetectorRows {
    public static final List<String> FALSE_ALARMS =
            List.of("score set", "promised", "expected", "found", "95 % interval");
    public static final List<String> ATTACKS =
            List.of("attack", "right", "succeeded", "score set", "promised", "flagged", "95 % interval");
    public static final List<String> WORST_CASES =
            List.of("attacks", "score set", "promised", "broken", "undetected", "share %", "95 % interval");
    public static final List<String> CORRUPTIONS = List.of(
            "corruption", "severity", "accuracy %", "score set", "promised", "flagged %", "95 % interval", "distance");
    public static final List<String> CONTROLS =
            List.of("control", "accuracy %", "flags on clean %", "broken", "undetected", "share %", "95 % interval");
    public static final List<String> DEFENCES =
            List.of("attack", "defence", "accuracy %", "flags on clean %", "fooled", "share %", "95 % interval");
    public static final List<String> CHECKS = List.of("check", "raised", "evidence");

    private DetectorRows() {}

    /** Under {@link #FALSE_ALARMS}. */
    public static List<String> of(FalseAlarms row) {
        return List.of(
                name(row.scoreSet()),
                percent(row.alpha()),
                percent(row.expected()),
                percent(row.share()),
                interval(row.lower(), row.upper()));
    }

    /** Under {@link #ATTACKS}. */
    public static List<String> of(AttackFound attack, AttackFound.Flagged flagged) {
        boolean some = flagged.share() != null;
        return List.of(
                attack.name(),
                String.valueOf(attack.right()),
                attack.succeeded().size() + (attack.indicative() ? " (indicative)" : ""),
                name(flagged.scoreSet()),
                percent(flagged.alpha()),
                some ? percent(flagged.share()) : Numbers.NONE,
                some ? interval(flagged.lower(), flagged.upper()) : Numbers.NONE);
    }

    /** Under {@link #WORST_CASES}. */
    public static List<String> of(WorstCase row) {
        boolean some = row.undetectedOfBroken() != null;
        return List.of(
                row.knowsDetector() ? "all" : "those that do not know the detector",
                name(row.scoreSet()),
                percent(row.alpha()),
                "%d of %d".formatted(row.broken(), row.images()),
                String.valueOf(row.undetected()),
                some ? percent(row.undetectedOfBroken()) : Numbers.NONE,
                some ? interval(row.lower(), row.upper()) : Numbers.NONE);
    }

    /** Under {@link #CORRUPTIONS}. */
    public static List<String> of(CorruptionFound corruption, CorruptionFound.Flagged flagged) {
        return List.of(
                corruption.corruption(),
                String.valueOf(corruption.severity()),
                percent(corruption.accuracy()),
                name(flagged.scoreSet()),
                percent(flagged.alpha()),
                percent(flagged.share()),
                interval(flagged.lower(), flagged.upper()),
                Numbers.fixed(3, flagged.distance()));
    }

    /** Under {@link #CONTROLS}. */
    public static List<String> of(Control row) {
        boolean some = row.undetectedOfBroken() != null;
        return List.of(
                row.name(),
                percent(row.accuracy()),
                percent(row.falseAlarms()),
                "%d of %d".formatted(row.broken(), row.images()),
                Numbers.fixed(1, row.undetected()),
                some ? percent(row.undetectedOfBroken()) : Numbers.NONE,
                some ? interval(row.lower(), row.upper()) : Numbers.NONE);
    }

    /** Under {@link #DEFENCES}. */
    public static List<String> of(Fooled row) {
        return List.of(
                row.attack(),
                row.defence(),
                percent(row.accuracy()),
                percent(row.falseAlarms()),
                "%d of %d".formatted(row.fooled(), row.images()),
                row.images() == 0 ? Numbers.NONE : percent(row.share().value()),
                interval(row.share().lower(), row.share().upper()));
    }

    /** Under {@link #CHECKS}. */
    public static List<String> of(AdaptiveFinding finding) {
        return List.of(
                finding.check().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                finding.raised() ? "yes" : "no",
                finding.evidence());
    }

    /** A score set, for people. */
    public static String name(ScoreSet scoreSet) {
        return scoreSet == ScoreSet.TWIN ? "with twin" : "without twin";
    }

    /** A share in %, with two digits. */
    public static String percent(double share) {
        return Numbers.fixed(2, 100 * share);
    }

    private static String interval(double lower, double upper) {
        return percent(lower) + " to " + percent(upper);
    }
}
