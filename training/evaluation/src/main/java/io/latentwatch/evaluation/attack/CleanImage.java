package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.images.ImageShape;
import java.util.SplittableRandom;

/**
 * What a search begins with.
 *
 * @param pixels {@code [C, H, W]} in [0,1]; not changed by anyone
 * @param logits {@code [K]} of the clean image
 * @param draws the image's own generator
 */
@SuppressWarnings("ArrayRecordComponent") // Used once, never compared.
record CleanImage(ImageShape shape, float[] pixels, int label, float[] logits, SplittableRandom draws) {}
