package io.latentwatch.anpvs.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.anpvs.retrain.LabelJoin.Labelled;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.schemas.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftedImagesTest {
    @Test
    void holdsOutItsShareOfTrustedOnesAloneAndTrainsOnTheRest() {
        List<Labelled> labels = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            labels.add(new Labelled(i, i % 3, i < 40));
        }

        DriftedImages drifted = DriftedImages.of(labels, 0.3, 1);

        assertThat(drifted.holdOut()).hasSize(30).allMatch(Labelled::trusted);
        assertThat(drifted.training()).hasSize(70);
        List<Labelled> all = new ArrayList<>(drifted.training());
        all.addAll(drifted.holdOut());
        assertThat(all).containsExactlyInAnyOrderElementsOf(labels);
        assertThat(DriftedImages.of(labels, 0.3, 1)).isEqualTo(drifted);
    }

    @Test
    void holdsOutFewerWhereFewAreTrusted() {
        List<Labelled> labels = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            labels.add(new Labelled(i, 0, i < 4));
        }

        assertThat(DriftedImages.of(labels, 0.3, 1).holdOut()).hasSize(4);
    }

    @Test
    void repeatsImagesWithTheirLabels() {
        List<FetchedImages.One> fetched = List.of(
                new FetchedImages.One(new Position("t", 0, 0L), "", new byte[] {1, 2}, 0),
                new FetchedImages.One(new Position("t", 0, 1L), "", new byte[] {3, 4}, 1));

        LabelledImages images = DriftedImages.images(
                new ImageShape(1, 1, 2), fetched, List.of(new Labelled(1, 7, true), new Labelled(0, 5, true)), 2);

        assertThat(images.pixels()).containsExactly(3, 4, 1, 2, 3, 4, 1, 2);
        assertThat(images.labels()).containsExactly(7, 5, 7, 5);
    }
}
