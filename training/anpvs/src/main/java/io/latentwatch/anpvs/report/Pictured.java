package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.results.ResultsFolder;
import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.evaluate.Protocol;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.vulnerability.TappedClassifier;
import java.io.IOException;
import java.nio.file.Files;

/**
 * One network on one test image: all fields of numbers that the page draws.
 *
 * @param clean the first layer for the image
 * @param distortion of the first layer between the image and the attacked one
 * @param gradient of the loss with respect to the image, mean over colour channels, by row from the top
 * @param losses in the plane through the image, within epsilon
 * @param classes in the same plane, {@link #WIDE} times as far
 */
record Pictured(
        String row,
        String title,
        FirstLayer clean,
        double[][] distortion,
        double[][] gradient,
        double[][] losses,
        double[][] classes) {
    /** How many times epsilon the plane of the decision boundary reaches. */
    static final double WIDE = 5;

    private static final int POINTS = 51;

    /**
     * Runs a network's model in ONNX Runtime.
     *
     * @param image one test image
     */
    static Pictured of(String title, RowResult result, ResultsFolder folder, LabelledImages image) throws IOException {
        byte[] model = Files.readAllBytes(folder.model(result.network()));
        Protocol protocol = result.evaluation().protocol();
        ImageBatch batch = image.toBatch();
        try (InputGradient network = OnnxInputGradient.of(GradientGraph.of(model, TieRule.FIRST));
                TappedClassifier tapped =
                        TappedClassifier.of(model, result.network().name() + ".onnx")) {
            AttackedImages attacked =
                    AttackedImages.of(protocol.paperAttack(), network, image, protocol.seed(), images -> {});
            FirstLayer clean = FirstLayer.of(tapped, result, batch);
            FirstLayer after = FirstLayer.of(tapped, result, attacked.images().toBatch());
            return new Pictured(
                    result.row(),
                    title,
                    clean,
                    clean.distortion(after),
                    meanOverChannels(network.at(batch).gradient(), image.shape()),
                    new Plane(network, batch, protocol.epsilon(), POINTS, protocol.seed()).losses(),
                    new Plane(network, batch, WIDE * protocol.epsilon(), POINTS, protocol.seed()).classes());
        }
    }

    private static double[][] meanOverChannels(float[] values, ImageShape shape) {
        double[][] mean = new double[shape.height()][shape.width()];
        int plane = shape.height() * shape.width();
        for (int i = 0; i < values.length; i++) {
            int place = i % plane;
            mean[place / shape.width()][place % shape.width()] += (double) values[i] / shape.channels();
        }
        return mean;
    }
}
