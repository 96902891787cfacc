package io.latentwatch.evaluation.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.attack.AttackReference;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogitLossTest {
    private static final AttackReference REFERENCE = new AttackReference();
    private static final float[] LOGITS = REFERENCE.tensor("losses.logits");
    private static final int[] LABELS = REFERENCE.integers("losses.labels");
    private static final int[] TARGETS = REFERENCE.integers("losses.targets");

    /** A loss as the reference calls it, for each image of its batch. */
    private record Case(String name, IntFunction<LogitLoss> ofImage) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Case> cases() {
        return Stream.of(
                new Case("cross-entropy", image -> new CrossEntropy()),
                new Case("kl", image -> new KlDivergence(REFERENCE.tensor("losses.probabilities"))),
                new Case("margin", image -> new LogitMargin(1)),
                new Case("dlr", image -> LogitRatio.untargeted()),
                new Case("dlr-targeted", image -> new LogitRatio(TARGETS[image])),
                new Case("difference", image -> new LogitDifference(TARGETS[image])));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithAutomaticDifferentiation(Case loss) {
        float[] values = REFERENCE.tensor("losses." + loss.name() + ".values");
        float[] slopes = REFERENCE.tensor("losses." + loss.name() + ".slopes");
        float[] slope = new float[AttackReference.CLASSES];
        for (int image = 0; image < LABELS.length; image++) {
            float[] logits = LogitOrder.row(LOGITS, image, AttackReference.CLASSES);

            double value = loss.ofImage().apply(image).at(image, LABELS[image], logits, slope);

            assertThat((float) value).isCloseTo(values[image], within(1e-6f));
            assertThat(slope).containsExactly(LogitOrder.row(slopes, image, AttackReference.CLASSES), within(1e-6f));
        }
    }

    /** What is known before the logits is the same slope as is found from them. */
    @ParameterizedTest
    @MethodSource("cases")
    void knownSlopeIsTheSlope(Case loss) {
        float[] slope = new float[AttackReference.CLASSES];
        for (int image = 0; image < LABELS.length; image++) {
            float[] logits = LogitOrder.row(LOGITS, image, AttackReference.CLASSES);
            float[] softmax = Softmax.of(logits, AttackReference.CLASSES);
            LogitLoss ofImage = loss.ofImage().apply(image);
            ofImage.at(image, LABELS[image], logits, slope);

            Optional<KnownSlope> known = ofImage.knownSlope(image, LABELS[image], AttackReference.CLASSES);

            if (known.isPresent()) {
                float[] found = new float[slope.length];
                for (int k = 0; k < found.length; k++) {
                    found[k] = known.get().softmaxWeight() * softmax[k]
                            - known.get().target()[k];
                }
                assertThat(found).containsExactly(slope, within(1e-6f));
            }
        }
    }

    @Test
    void selectingImagesKeepsTheirProbabilities() {
        LogitLoss whole = new KlDivergence(REFERENCE.tensor("losses.probabilities"));
        LogitLoss part = whole.select(new int[] {4, 2});
        float[] logits = LogitOrder.row(LOGITS, 0, AttackReference.CLASSES);
        float[] slope = new float[AttackReference.CLASSES];

        assertThat(part.at(1, 0, logits, slope)).isEqualTo(whole.at(2, 0, logits, slope));
        assertThat(part.knownSlope(0, 0, AttackReference.CLASSES).orElseThrow().target())
                .containsExactly(whole.knownSlope(4, 0, AttackReference.CLASSES)
                        .orElseThrow()
                        .target());
    }

    @Test
    void refusesRatiosOfTooFewClasses() {
        assertThatThrownBy(() -> new LogitRatio(1).at(0, 0, new float[3], new float[3]))
                .hasMessageContainingAll("at least 4 classes", "found 3");
        assertThatThrownBy(() -> LogitRatio.untargeted().at(0, 0, new float[2], new float[2]))
                .hasMessageContainingAll("at least 3 classes", "found 2");
    }
}
