package io.latentwatch.anpvs.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Two classes of 100 images each in every set. */
class GateTest {
    private static final int OF_A_CLASS = 100;
    private static final RetrainingRules RULES =
            new RetrainingRules(1, 1, 0.3, 0.3, 20, 100, 100, 200, 200, 0.01, 0.01, 0.05, 0.5, Set.of());
    private static final HoldOuts SETS = new HoldOuts(images(), images(), LinfPgd.pgd(0.1, 20, 0.01), images(), 1);

    @Test
    void aNetworkThatIsBetterOnDriftedImagesAndNoWorseElsewherePassesEveryGate() {
        List<Gate> gates = gates(answers(90, 90, 60, 60, 50, 50), answers(90, 89, 60, 60, 80, 80));

        assertThat(gates).allMatch(Gate::passed);
        Gate drifted = byName(gates).get("drifted");
        assertThat(drifted.before()).isEqualTo(0.5);
        assertThat(drifted.after()).isEqualTo(0.8);
        assertThat(drifted.lower()).isBetween(0.2, 0.3);
        assertThat(drifted.images()).isEqualTo(200);
    }

    @Test
    void moreOnDriftedImagesHasToBeMoreThanChance() {
        // 3 of 200 images, gained among 3 on which the networks differ: 0 lies inside the interval in 5 % of resamples
        assertThat(failed(answers(90, 90, 60, 60, 50, 50), answers(90, 90, 60, 60, 51, 51)))
                .containsExactly("drifted");
        assertThat(failed(answers(90, 90, 60, 60, 50, 50), answers(90, 90, 60, 60, 50, 50)))
                .containsExactly("drifted");
    }

    @Test
    void lessOnCleanOrAttackedImagesIsRefusedBeyondTheTolerance() {
        assertThat(failed(answers(90, 90, 60, 60, 50, 50), answers(88, 89, 60, 60, 80, 80)))
                .containsExactly("clean");
        assertThat(failed(answers(90, 90, 60, 60, 50, 50), answers(90, 90, 58, 59, 80, 80)))
                .containsExactly("attacked");
        assertThat(failed(answers(90, 90, 60, 60, 50, 50), answers(89, 89, 59, 59, 80, 80)))
                .isEmpty();
    }

    @Test
    void aClassThatPaysForTheOtherIsSeen() {
        // 20 of a class's 100 lost, 5 allowed, and 1.96 sqrt(20) = 8.8 for chance
        assertThat(failed(answers(70, 90, 60, 60, 50, 50), answers(90, 70, 60, 60, 80, 80)))
                .containsExactly("clean-classes");
        assertThat(failed(answers(90, 90, 60, 60, 50, 50), answers(90, 90, 60, 60, 100, 40)))
                .isEmpty(); // 10 lost of 100, 5 allowed, and 1.96 sqrt(10) = 6.2 for chance
        assertThat(failed(answers(90, 90, 60, 60, 50, 50), answers(90, 90, 60, 60, 100, 30)))
                .containsExactly("drifted-classes");
        // 11 lost are within 5 and 1.96 sqrt(11) = 6.5
        assertThat(failed(answers(70, 90, 60, 60, 50, 50), answers(81, 79, 60, 60, 80, 80)))
                .doesNotContain("clean-classes");
    }

    /** Half of 0.55 is 0.275; of 100 images chance takes 1.96 sqrt(0.275 x 0.725 / 100) = 0.088 off it: 0.187. */
    @Test
    void aClassThatTheOldNetworkNeverHadRightMayNotBeGivenUp() {
        assertThat(failed(answers(90, 90, 60, 60, 0, 50), answers(90, 90, 60, 60, 18, 92)))
                .containsExactly("drifted-worst-class");
        assertThat(failed(answers(90, 90, 60, 60, 0, 50), answers(90, 90, 60, 60, 19, 91)))
                .isEmpty();
    }

    @Test
    void theClassesGateNamesTheClass() {
        Gate gate = byName(gates(answers(70, 90, 60, 60, 50, 50), answers(90, 70, 60, 60, 80, 80)))
                .get("clean-classes");

        assertThat(gate.detail()).contains("class 1");
        assertThat(gate.before()).isEqualTo(0.9);
        assertThat(gate.after()).isEqualTo(0.7);
        assertThat(gate.images()).isEqualTo(OF_A_CLASS);
    }

    private static List<String> failed(HoldOuts.Answers before, HoldOuts.Answers after) {
        return gates(before, after).stream()
                .filter(gate -> !gate.passed())
                .map(Gate::name)
                .toList();
    }

    private static List<Gate> gates(HoldOuts.Answers before, HoldOuts.Answers after) {
        return Gate.of(SETS, before, after, RULES);
    }

    private static Map<String, Gate> byName(List<Gate> gates) {
        return gates.stream().collect(Collectors.toMap(Gate::name, gate -> gate));
    }

    /** So many of each class's first images right: clean ones of class 0 and 1, attacked ones, drifted ones. */
    private static HoldOuts.Answers answers(
            int clean0, int clean1, int attacked0, int attacked1, int drifted0, int drifted1) {
        return new HoldOuts.Answers(right(clean0, clean1), right(attacked0, attacked1), right(drifted0, drifted1));
    }

    private static boolean[] right(int of0, int of1) {
        boolean[] right = new boolean[2 * OF_A_CLASS];
        Arrays.fill(right, 0, of0, true);
        Arrays.fill(right, OF_A_CLASS, OF_A_CLASS + of1, true);
        return right;
    }

    private static LabelledImages images() {
        byte[] labels = new byte[2 * OF_A_CLASS];
        Arrays.fill(labels, OF_A_CLASS, labels.length, (byte) 1);
        return new LabelledImages(new ImageShape(1, 1, 1), new byte[labels.length], labels);
    }
}
