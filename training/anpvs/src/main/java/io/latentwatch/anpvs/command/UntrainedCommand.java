package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.network.NetworkFile;
import io.latentwatch.anpvs.run.RunFolder;
import io.latentwatch.anpvs.run.RunProfile;
import io.latentwatch.anpvs.run.UntrainedRun;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.reference.profile.ProfileReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch untrained}: a bundle of a network with random weights, for measurements of speed. */
@Command(
        name = "untrained",
        description =
                "Writes a bundle of a network with random weights, profiled on random images: for measurements of speed, what it says means nothing.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class UntrainedCommand implements Callable<Integer> {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,4})x(\\d{1,4})x([13])");

    @Option(
            names = "--network",
            required = true,
            paramLabel = "NAME|FILE",
            description = "As a preset of train names it, vgg-16-x0.25 for one, or a file of layers.")
    private String network;

    @Option(
            names = "--input",
            required = true,
            paramLabel = "HxWxC",
            description = "Height, width and channels of the images, such as 32x32x3.")
    private String input;

    @Option(names = "--classes", defaultValue = "10", paramLabel = "N", description = "How many there are.")
    private int classes;

    @Option(
            names = "--images",
            defaultValue = "2000",
            paramLabel = "N",
            description = "Random images: a fifth makes the references, the others the calibration.")
    private int images;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Of weights and images.")
    private long seed;

    @Option(
            names = "--twins",
            split = ",",
            defaultValue = "bits-1",
            paramLabel = "NAME",
            description = "How the bundle's twins are made, see profile.")
    private List<String> twins;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder to write, with the bundle in bundle/ and the images in held-out/; must not exist.")
    private Path out;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        List<Squeeze> squeezers = Squeeze.parse(twins);
        UntrainedRun run = UntrainedRun.of(NetworkFile.find(network, shape(input), classes), images, seed);
        if (Files.exists(out)) {
            throw new IOException(out + ": expected no such folder, found one; give another --out");
        }
        TensorLibrary.prepare(1);
        RunFolder folder = new RunFolder(out);
        run.write(folder);
        ProfileReport report = new RunProfile(folder).profile(out.resolve("bundle"), squeezers);
        PrintWriter terminal = command.commandLine().getOut();
        terminal.printf(
                "bundle %s of untrained %s in %s%n",
                report.bundleId(), run.spec().name(), out.resolve("bundle"));
        terminal.flush();
        return 0;
    }

    private static ImageShape shape(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw new IllegalArgumentException(
                    "--input: expected height, width and 1 or 3 channels, such as 32x32x3, found '%s'".formatted(text));
        }
        return new ImageShape(
                Integer.parseInt(shape.group(3)), Integer.parseInt(shape.group(1)), Integer.parseInt(shape.group(2)));
    }
}
