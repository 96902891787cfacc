package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.results.ResultsFolder;
import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.page.Block;
import io.latentwatch.evaluation.page.Block.Part;
import io.latentwatch.evaluation.page.ColourMap;
import io.latentwatch.evaluation.page.Numbers;
import io.latentwatch.evaluation.page.Palette;
import io.latentwatch.evaluation.page.Raster;
import io.latentwatch.evaluation.page.Section;
import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The pictures for which networks are run: several networks on the same test image, side by side on a shared scale. */
public final class Pictures {
    private static final int PLANE_DOTS = 5;
    private static final int MAP_DOTS = 10;
    private static final int CHANNEL_DOTS = 3;
    private static final int CHANNELS_A_ROW = 5;
    private static final int COLOUR_CHANNELS = 3;
    private static final int GAP = 3;
    private static final int BAR_WIDTH = 255;
    private static final int BAR_HEIGHT = 16;
    /** Losses below it look alike: the networks are sure of these images. */
    private static final double SMALLEST_LOSS = 1e-4;

    private static final Color OUTSIDE = new Color(200, 200, 200);

    private final List<String> classNames;
    private final int label;
    private final double epsilon;
    private final LabelledImages image;
    private final List<Pictured> networks;

    private Pictures(List<String> classNames, LabelledImages image, double epsilon, List<Pictured> networks) {
        this.classNames = classNames;
        this.label = image.label(0);
        this.epsilon = epsilon;
        this.image = image;
        this.networks = networks;
    }

    /**
     * Sections with all pictures, charts of the results among them.
     *
     * @param test set that the results were measured on
     */
    public static List<Section> sections(
            Summary summary, ResultsFolder folder, LabelledImages test, List<String> classNames) throws IOException {
        List<Section> sections = new ArrayList<>();
        if (summary.measured().isEmpty()) {
            return sections;
        }
        Charts charts = new Charts(summary);
        List<Summary.Row> rows = summary.protocol().pictured().stream()
                .map(summary::row)
                .filter(row -> !row.results().isEmpty())
                .toList();
        sections.add(new Section("Loss terms", List.of(charts.losses())));
        sections.add(new Section("Vulnerability and robustness", List.of(charts.scatter())));
        if (!rows.isEmpty()) {
            sections.add(new Section("Vulnerability of the first layer", List.of(charts.histograms(rows))));
            LabelledImages image = test.slice(firstThatAllHaveRight(rows), 1);
            List<Pictured> networks = new ArrayList<>();
            for (Summary.Row row : rows) {
                networks.add(Pictured.of(row.plan().title(), row.first().orElseThrow(), folder, image));
            }
            sections.addAll(new Pictures(
                            classNames, image, summary.protocol().evaluation().epsilon(), networks)
                    .sections());
        }
        return sections;
    }

    private static int firstThatAllHaveRight(List<Summary.Row> rows) {
        List<boolean[]> right = rows.stream()
                .map(row -> row.first().orElseThrow())
                .map(RowResult::evaluation)
                .map(evaluation -> evaluation.clean().right().right())
                .toList();
        for (int i = 0; i < right.get(0).length; i++) {
            int candidate = i;
            if (right.stream().allMatch(network -> network[candidate])) {
                return i;
            }
        }
        return 0;
    }

    private List<Section> sections() {
        return List.of(
                new Section("One image", List.of(image())),
                new Section("Distortion of the first layer", List.of(distortions())),
                new Section("Loss surface", List.of(lossSurfaces())),
                new Section("Decision boundary", List.of(boundaries())),
                new Section("Features of the first layer", List.of(features())));
    }

    /** The image and what each network's loss says of its pixels. */
    private Block.Figure image() {
        List<Part> parts = new ArrayList<>();
        double[][] pixels = colours();
        parts.add(part(
                "the image",
                "The test image, class " + classNames.get(label),
                Raster.of(pixels, value -> new Color((int) value), MAP_DOTS),
                pixels[0].length * MAP_DOTS));
        for (Pictured network : networks) {
            double largest = largest(network.gradient(), Math::abs);
            parts.add(part(
                    "%s, largest %s".formatted(network.title(), Numbers.significant(largest)),
                    "Input gradient of " + network.title(),
                    Raster.of(
                            network.gradient(),
                            value -> ColourMap.COOL_WARM.at(0.5 + (largest == 0 ? 0 : value / largest / 2)),
                            MAP_DOTS),
                    network.gradient()[0].length * MAP_DOTS));
        }
        return new Block.Figure(
                "The first test image that all of these networks have right (class %s), and the gradient of each network's loss with respect to its pixels: red raises the loss, blue lowers it, each on its own scale, colour channels averaged. A network whose features mean something has gradients that follow the strokes."
                        .formatted(classNames.get(label)),
                parts);
    }

    /** The image's pixels as {@code 0xRRGGBB}. */
    private double[][] colours() {
        int width = image.shape().width();
        int channels = image.shape().channels();
        byte[] bytes = image.image(0);
        double[][] colours = new double[image.shape().height()][width];
        for (int i = 0; i < bytes.length / channels; i++) {
            int colour = 0;
            for (int channel = 0; channel < COLOUR_CHANNELS; channel++) {
                int from = channels * i + (channels == COLOUR_CHANNELS ? channel : 0);
                colour = (colour << Byte.SIZE) | (bytes[from] & 0xff);
            }
            colours[i / width][i % width] = colour;
        }
        return colours;
    }

    private Block.Figure distortions() {
        double largest = networks.stream()
                .mapToDouble(network -> largest(network.distortion(), value -> value))
                .max()
                .orElse(0);
        List<Part> parts = panels(
                network -> Raster.of(
                        network.distortion(),
                        value -> ColourMap.COOL_WARM.at(largest == 0 ? 0 : value / largest),
                        MAP_DOTS),
                network -> "%s, mean %s".formatted(network.title(), Numbers.fixed(4, mean(network.distortion()))),
                "Distortion map of ");
        parts.add(bar(ColourMap.COOL_WARM, "0", Numbers.fixed(3, largest)));
        return new Block.Figure(
                "Where the first layer moves between this image and the one that PGD-40 makes of it against each network: mean of |h(x) - h(x~)| over the channels of the unpruned layer, on one scale. Blue is still, red moves most.",
                parts);
    }

    private Block.Figure lossSurfaces() {
        double largest = networks.stream()
                .mapToDouble(network -> largest(network.losses(), value -> value))
                .max()
                .orElse(1);
        double span = Math.log(Math.max(largest, 2 * SMALLEST_LOSS) / SMALLEST_LOSS);
        List<Part> parts = panels(
                network -> Raster.of(
                        network.losses(),
                        value -> ColourMap.VIRIDIS.at(Math.log(Math.max(value, SMALLEST_LOSS) / SMALLEST_LOSS) / span),
                        PLANE_DOTS),
                network -> "%s, largest %s"
                        .formatted(network.title(), Numbers.fixed(3, largest(network.losses(), value -> value))),
                "Loss surface of ");
        parts.add(bar(
                ColourMap.VIRIDIS,
                "at most " + Numbers.significant(SMALLEST_LOSS),
                Numbers.fixed(2, largest) + " nats, logarithmic"));
        return new Block.Figure(
                "Cross-entropy at x + s e1 + t e2, clipped to [0,1]: e1 (to the right) is the sign of the network's gradient at x, e2 (upwards) the same random image of ±1 for all; s and t from -%s to %s, x in the middle. One scale for all. A smooth surface changes little and evenly; a bright right edge is where the attack goes."
                        .formatted(epsilon, epsilon),
                parts);
    }

    private Block.Figure boundaries() {
        Set<Integer> seen = new TreeSet<>();
        networks.forEach(network -> Arrays.stream(network.classes())
                .flatMapToDouble(Arrays::stream)
                .forEach(found -> seen.add((int) found)));
        List<Part> parts = panels(this::boundary, Pictured::title, "Decision boundary of ");
        for (int found : seen) {
            Raster patch = new Raster(BAR_HEIGHT, BAR_HEIGHT);
            patch.fill(0, 0, BAR_HEIGHT, BAR_HEIGHT, Palette.colour(found));
            parts.add(part(
                    "class " + classNames.get(found) + (found == label ? " (true)" : ""),
                    "Colour of class " + classNames.get(found),
                    patch,
                    BAR_HEIGHT));
        }
        return new Block.Figure(
                "The predicted class in the same plane, s and t from -%s to %s, clipped to [0,1]. The white cross is the image, the white frame the ball of %s: a robust network has the true class all over the frame. The true class's region is edged in black."
                        .formatted(
                                Numbers.fixed(1, Pictured.WIDE * epsilon),
                                Numbers.fixed(1, Pictured.WIDE * epsilon),
                                epsilon),
                parts);
    }

    private Raster boundary(Pictured network) {
        double[][] classes = network.classes();
        Raster raster = Raster.of(classes, found -> Palette.colour((int) found), PLANE_DOTS);
        for (int row = 0; row < classes.length; row++) {
            for (int column = 0; column < classes[row].length; column++) {
                boolean inside = classes[row][column] == label;
                if (column > 0 && inside != (classes[row][column - 1] == label)) {
                    raster.fill(column * PLANE_DOTS, row * PLANE_DOTS, 2, PLANE_DOTS, Color.BLACK);
                }
                if (row > 0 && inside != (classes[row - 1][column] == label)) {
                    raster.fill(column * PLANE_DOTS, row * PLANE_DOTS, PLANE_DOTS, 2, Color.BLACK);
                }
            }
        }
        int size = classes.length * PLANE_DOTS;
        int ball = (int) Math.round(size / Pictured.WIDE);
        raster.outline((size - ball) / 2, (size - ball) / 2, ball, ball, Color.WHITE);
        raster.fill(size / 2 - 6, size / 2 - 1, 13, 3, Color.WHITE);
        raster.fill(size / 2 - 1, size / 2 - 6, 3, 13, Color.WHITE);
        return raster;
    }

    private Block.Figure features() {
        List<Part> parts = new ArrayList<>();
        for (Pictured network : networks) {
            FirstLayer layer = network.clean();
            long removed = layer.maps().stream().filter(map -> map.isEmpty()).count();
            Raster raster = channels(layer);
            int width = CHANNELS_A_ROW * (layer.side() * CHANNEL_DOTS + GAP) + GAP;
            parts.add(part(
                    "%s, %d of %d removed"
                            .formatted(network.title(), removed, layer.maps().size()),
                    "Maps of the first layer's channels of " + network.title(),
                    raster,
                    width));
        }
        return new Block.Figure(
                "The first layer's channels for the same image: white is zero, dark blue the network's largest activation. Removed channels are black.",
                parts);
    }

    private static Raster channels(FirstLayer layer) {
        int count = layer.maps().size();
        int tile = layer.side() * CHANNEL_DOTS;
        int rows = (count + CHANNELS_A_ROW - 1) / CHANNELS_A_ROW;
        Raster raster = new Raster(CHANNELS_A_ROW * (tile + GAP) + GAP, rows * (tile + GAP) + GAP);
        raster.fill(0, 0, CHANNELS_A_ROW * (tile + GAP) + GAP, rows * (tile + GAP) + GAP, OUTSIDE);
        double largest = layer.maps().stream()
                .flatMap(map -> map.stream())
                .mapToDouble(map -> largest(map, value -> value))
                .max()
                .orElse(0);
        for (int channel = 0; channel < count; channel++) {
            int left = GAP + channel % CHANNELS_A_ROW * (tile + GAP);
            int top = GAP + channel / CHANNELS_A_ROW * (tile + GAP);
            if (layer.maps().get(channel).isEmpty()) {
                raster.fill(left, top, tile, tile, Color.BLACK);
            } else {
                raster.draw(
                        layer.maps().get(channel).get(),
                        value -> ColourMap.WHITE_TO_BLUE.at(largest == 0 ? 0 : value / largest),
                        CHANNEL_DOTS,
                        left,
                        top);
            }
        }
        return raster;
    }

    private List<Part> panels(
            Function<Pictured, Raster> drawing, Function<Pictured, String> title, String alternative) {
        List<Part> parts = new ArrayList<>();
        for (Pictured network : networks) {
            parts.add(part(title.apply(network), alternative + network.title(), drawing.apply(network), BAR_WIDTH));
        }
        return parts;
    }

    private static Part bar(ColourMap colours, String lowest, String highest) {
        double[][] ramp = new double[1][BAR_WIDTH];
        Arrays.setAll(ramp[0], i -> i / (BAR_WIDTH - 1.0));
        Raster raster = new Raster(BAR_WIDTH, BAR_HEIGHT);
        for (int row = 0; row < BAR_HEIGHT; row++) {
            raster.draw(ramp, colours::at, 1, 0, row);
        }
        String title = "%s to %s".formatted(lowest, highest);
        return part(title, "Colour bar: " + title, raster, BAR_WIDTH);
    }

    private static Part part(String title, String alternative, Raster raster, int width) {
        return new Part(title, alternative, raster.html(alternative), width);
    }

    private static double largest(double[][] values, ToDoubleFunction<Double> size) {
        return Arrays.stream(values)
                .flatMapToDouble(Arrays::stream)
                .map(value -> size.applyAsDouble(value))
                .max()
                .orElse(0);
    }

    private static double mean(double[][] values) {
        return Arrays.stream(values).flatMapToDouble(Arrays::stream).average().orElse(0);
    }
}
