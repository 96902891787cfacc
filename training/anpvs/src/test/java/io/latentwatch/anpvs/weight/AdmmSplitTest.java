package io.latentwatch.anpvs.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdmmSplitTest {
    /** min 1/2 |w - t|^2 with two values of four: its solution keeps the two largest of t as they are. */
    @Test
    void convergesToTheSparsePointOfAQuadratic() {
        float[] target = {3, -2, 0.5f, 0.1f};
        float[] weights = target.clone();
        AdmmSplit split = AdmmSplit.start(weights, 0.5);
        for (int update = 0; update < 60; update++) {
            for (int step = 0; step < 50; step++) {
                float[] residual = split.residual(weights);
                for (int i = 0; i < weights.length; i++) {
                    weights[i] -= 0.2f * (weights[i] - target[i] + residual[i]); // rho = 1
                }
            }
            split.update(weights);
        }

        assertThat(weights).containsExactly(new float[] {3, -2, 0, 0}, within(1e-4f));
        assertThat(split.sparse()).containsExactly(new float[] {3, -2, 0, 0}, within(1e-4f));
        // At the solution rho U is minus the loss's gradient w - t.
        assertThat(split.multipliers()).containsExactly(new float[] {0, 0, 0.5f, 0.1f}, within(1e-4f));
    }

    /** W = (1, 4), Z = (0, 4), U = 0; after one update W + U = (1, 4), Z = (0, 4), U = (1, 0). */
    @Test
    void multipliersTakeInWhatTheSparseCopyLacks() {
        AdmmSplit split = AdmmSplit.start(new float[] {1, 4}, 0.5);

        assertThat(split.residual(new float[] {1, 4})).containsExactly(1, 0);
        split.update(new float[] {1, 4});

        assertThat(split.sparse()).containsExactly(0, 4);
        assertThat(split.multipliers()).containsExactly(1, 0);
        assertThat(split.residual(new float[] {1, 4})).containsExactly(2, 0);
    }
}
