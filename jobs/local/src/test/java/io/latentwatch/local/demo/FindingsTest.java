package io.latentwatch.local.demo;

import static io.latentwatch.local.demo.Outputs.position;
import static io.latentwatch.local.demo.Outputs.sample;
import static io.latentwatch.local.demo.Outputs.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final int LABEL = 1;
    private static final int OTHER = 2;

    @Test
    void comparesNetworksOnImagesMadeAgainstThemselves() {
        // robust: 3 of 4 clean and 3 of 5 attacked ones right, 1 of the 2 wrong ones flagged; what is transferred does
        // not count.
        NetworkResult robust = new Judged()
                .times(3, "none", LABEL, false)
                .times(1, "none", OTHER, false)
                .times(3, "pgd", LABEL, true)
                .times(1, "pgd", OTHER, true)
                .times(1, "pgd", OTHER, false)
                .times(6, "transfer-pgd", OTHER, false)
                .by("robust");
        // standard: all of 4 clean and 1 of 5 attacked ones right, 3 of the 4 wrong ones flagged.
        NetworkResult standard = new Judged()
                .times(4, "none", LABEL, false)
                .times(1, "pgd", LABEL, false)
                .times(3, "pgd", OTHER, true)
                .times(1, "pgd", OTHER, false)
                .by("standard");

        assertThat(Findings.of(new DemoResult(robust, List.of(standard))))
                .containsExactly(
                        "What robustness buys: of the images made against each network itself (pgd), robust judges 60.0 % right, "
                                + "standard 20.0 % (40.0 points more); of the clean ones, 75.0 % right, standard 100.0 % (25.0 points less).",
                        "What detection adds: of the attacked images that a network gets wrong, robust flags 50.0 % (1 of 2), "
                                + "standard flags 75.0 % (3 of 4).",
                        "These attacks do not know the detector. Attackers who do will do better: more will slip through.");
    }

    @Test
    void saysWhereThereIsNoDifferenceAndNothingToFlag() {
        NetworkResult same = new Judged()
                .times(2, "none", LABEL, false)
                .times(2, "pgd", LABEL, false)
                .by("same");

        assertThat(Findings.of(new DemoResult(same, List.of(same))))
                .anySatisfy(sentence -> assertThat(sentence)
                        .contains("100.0 % right, same 100.0 % (no difference); of the clean", "(no difference)."))
                .anySatisfy(sentence -> assertThat(sentence).contains("same has none to flag"));
    }

    @Test
    void tellsOfDetectionAloneWhereNothingStandsBeside() {
        NetworkResult alone = new Judged()
                .times(2, "none", LABEL, false)
                .times(2, "pgd", OTHER, true)
                .by("alone");

        assertThat(Findings.of(new DemoResult(alone, List.of())))
                .hasSize(2)
                .first()
                .asString()
                .contains("What detection adds", "alone flags 100.0 % (2 of 2)");
    }

    @Test
    void hasNothingToSayOfCleanImagesAlone() {
        NetworkResult clean = new Judged().times(2, "none", LABEL, false).by("clean");

        assertThat(Findings.of(new DemoResult(clean, List.of(clean)))).isEmpty();
    }

    /** Images and what was said of them. */
    private static final class Judged {
        private final Ledger ledger = new Ledger();
        private final List<DemoImage> images = new ArrayList<>();

        Judged times(int count, String attack, int predicted, boolean flagged) {
            for (int i = 0; i < count; i++) {
                int offset = images.size();
                Image image = Image.newBuilder()
                        .setId("i" + offset)
                        .setEncoding(Encoding.PNG)
                        .setBytes(ByteBuffer.allocate(0))
                        .build();
                images.add(new DemoImage(attack, image));
                ledger.sent(position(offset), sample(image.getId(), attack, offset));
                ledger.verdict(verdict(offset, predicted, LABEL, flagged), offset + 1L);
            }
            return this;
        }

        NetworkResult by(String network) {
            return new NetworkResult(network, new DemoImages(images), ledger.sent(), List.of(), ledger.faults());
        }
    }
}
