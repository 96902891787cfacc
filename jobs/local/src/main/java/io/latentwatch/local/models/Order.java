package io.latentwatch.local.models;

import io.latentwatch.bundle.BundleReader;
import io.latentwatch.schemas.ModelAction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that write have in common: which bundle, who asks, and why. */
final class Order {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    @Mixin
    private ControlTopic topic;

    @ArgGroup(multiplicity = "1")
    private Which which;

    private static final class Which {
        @Option(
                names = "--id",
                paramLabel = "ID",
                description = "The bundle: SHA-256 of its manifest.json, 64 lower-case hexadecimal digits.")
        private String id;

        @Option(
                names = "--bundle",
                paramLabel = "PATH",
                description = "The bundle, by a copy of it on this machine, which is read and checked for its id.")
        private Path bundle;
    }

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who asks, for logs and alarms. Default: the user's name.")
    private String issuedBy = System.getProperty("user.name", "");

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the log.")
    private String reason = "";

    /** Writes the command and says so. */
    void send(ModelAction action, Optional<String> uri) throws IOException, ExecutionException, InterruptedException {
        String id = id();
        topic.require();
        long sequence = topic.writer().write(action, id, uri, issuedBy, reason);
        System.out.printf(
                "wrote %s of %s to %s, sequence %d; jobs that read it say by their metric model_commands whether they obeyed%n",
                action.name().toLowerCase(Locale.ROOT), id, topic.name(), sequence);
    }

    private String id() throws IOException {
        if (which.bundle != null) {
            return BundleReader.read(which.bundle).id();
        }
        if (!ID.matcher(which.id).matches()) {
            throw new IllegalArgumentException("--id is '" + which.id
                    + "', expected 64 lower-case hexadecimal digits; ./latentwatch inspect --bundle tells a bundle's");
        }
        return which.id;
    }
}
