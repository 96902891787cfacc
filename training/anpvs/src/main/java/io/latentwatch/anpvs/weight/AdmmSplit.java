package io.latentwatch.anpvs.weight;

/**
 * A weight tensor W, its sparse copy Z and the scaled multipliers U of the alternating direction method of multipliers (Boyd et
 * al. 2011, section 3.1.1; for pruning Zhang et al., ECCV 2018).
 */
final class AdmmSplit {
    private final double sparsity;
    private final float[] sparse;
    private final float[] multipliers;

    /** As another one stood; copies. */
    AdmmSplit(double sparsity, float[] sparse, float[] multipliers) {
        this.sparsity = sparsity;
        this.sparse = sparse.clone();
        this.multipliers = multipliers.clone();
    }

    /** At first Z is the projection of W, and U is zero. */
    static AdmmSplit start(float[] weights, double sparsity) {
        return new AdmmSplit(sparsity, Magnitude.project(weights, sparsity), new float[weights.length]);
    }

    /** W - Z + U: rho times this is the gradient of the penalty rho/2 |W - Z + U|^2. */
    float[] residual(float[] weights) {
        float[] residual = new float[weights.length];
        for (int i = 0; i < residual.length; i++) {
            residual[i] = weights[i] - sparse[i] + multipliers[i];
        }
        return residual;
    }

    /** Z becomes the projection of W + U, then U takes in W - Z. */
    void update(float[] weights) {
        float[] sum = new float[weights.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = weights[i] + multipliers[i];
        }
        System.arraycopy(Magnitude.project(sum, sparsity), 0, sparse, 0, sparse.length);
        for (int i = 0; i < sum.length; i++) {
            multipliers[i] += weights[i] - sparse[i];
        }
    }

    /** A copy of Z. */
    float[] sparse() {
        return sparse.clone();
    }

    /** A copy of U. */
    float[] multipliers() {
        return multipliers.clone();
    }
}
