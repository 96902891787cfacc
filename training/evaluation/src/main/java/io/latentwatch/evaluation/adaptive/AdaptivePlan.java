package io.latentwatch.evaluation.adaptive;

import static java.util.Objects.requireNonNull;

import io.latentwatch.evaluation.attack.Ball;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An attack that knows the detector, as it is asked for: {@code adaptive-pgd:0.3}.
 *
 * @param name as it was asked for
 * @param epsilon radius of the ball, in [0,1] pixel range
 */
public record AdaptivePlan(String name, Kind kind, double epsilon) {
    public AdaptivePlan {
        requireNonNull(kind, "kind is null");
        Ball.linf(epsilon);
    }

    /** The attacks there are. */
    public enum Kind {
        ADAPTIVE_PGD("adaptive-pgd", Ascent.PENALTY, BackwardPass.IDENTITY, Room.BALL),
        ADAPTIVE_PGD_STEEP("adaptive-pgd-steep", Ascent.PENALTY, BackwardPass.STEEP_SIGMOID, Room.BALL),
        /** Leaves what noise is measured by as it is. */
        QUIET_PGD("quiet-pgd", Ascent.PENALTY, BackwardPass.IDENTITY, Room.BUT_QUIET_PLACES),
        ORTHOGONAL_PGD("orthogonal-pgd", Ascent.ORTHOGONAL, BackwardPass.IDENTITY, Room.BALL),
        SELECTIVE_PGD("selective-pgd", Ascent.SELECTIVE, BackwardPass.IDENTITY, Room.BALL),
        FEATURE_MATCH("feature-match", Ascent.FEATURES, BackwardPass.IDENTITY, Room.BALL),
        /** Sees decisions alone. */
        DECISION("decision", null, BackwardPass.IDENTITY, Room.BALL);

        private final String word;
        private final Ascent ascent;
        private final BackwardPass pass;
        private final Room room;

        Kind(String word, Ascent ascent, BackwardPass pass, Room room) {
            this.word = word;
            this.ascent = ascent;
            this.pass = pass;
            this.room = room;
        }

        /** As it is asked for. */
        public String word() {
            return word;
        }

        Optional<Ascent> ascent() {
            return Optional.ofNullable(ascent);
        }

        BackwardPass pass() {
            return pass;
        }

        Room room() {
            return room;
        }
    }

    /** Whether a name such as {@code adaptive-pgd:0.3} asks for one of these attacks. */
    public static boolean isOne(String name) {
        return kind(name).isPresent();
    }

    /**
     * Reads the name of an attack that {@link #isOne}.
     *
     * @throws IllegalArgumentException if no radius in [0,1] stands behind it
     */
    public static AdaptivePlan parse(String name) {
        Kind kind = kind(name).orElseThrow();
        try {
            return new AdaptivePlan(
                    name, kind, Double.parseDouble(name.substring(kind.word().length() + 1)));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "expected a radius in [0,1] pixel range as in %s:0.3, found '%s'".formatted(kind.word(), name), e);
        }
    }

    /** What can stand before the radius. */
    public static List<String> words() {
        return Arrays.stream(Kind.values()).map(Kind::word).toList();
    }

    private static Optional<Kind> kind(String name) {
        String word = name.split(":", -1)[0];
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst();
    }
}
