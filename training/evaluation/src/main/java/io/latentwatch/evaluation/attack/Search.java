package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.LogitLoss;

/**
 * The search for an adversarial image near one clean image: it names a point to be asked about, hears what the network says
 * there, and names the next. It never sees other images, so a batch may be put together at will. {@link SearchLoop} asks.
 */
interface Search {
    /** The point to be asked about, {@code [C, H, W]} in [0,1], not to be changed; null when the search is over. */
    float[] point();

    /** The loss to be evaluated at that point; it uses nothing of the image but its label. */
    LogitLoss loss();

    /**
     * Hears the answer about {@link #point()}.
     *
     * @param gradient of the loss with respect to the pixels; empty in a search that asks for none
     * @param fooled whether the network gives another class than the label there
     */
    void hear(double loss, float[] gradient, boolean fooled);

    /** The image to give when the search is over. */
    float[] best();
}
