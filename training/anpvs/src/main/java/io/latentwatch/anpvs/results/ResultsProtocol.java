package io.latentwatch.anpvs.results;

import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.evaluation.evaluate.Protocol;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is run and how it is measured, decided and committed before the first run. All problems of a file are reported at once.
 *
 * @param date when it was decided, ISO
 * @param dataSet its name, for people
 * @param heldOut training images that every row sets aside for references and calibration
 * @param validation training images that every row sets aside for choices
 * @param evaluation which attacks run and on how many test images
 * @param ablation whether features are silenced by their vulnerability, too
 * @param legacyClip whether the released code's attack on CIFAR is measured, too
 * @param speedSeconds for the comparison of a pruned network's speed with its unpruned twin's
 * @param claimsFrom where the claims of the rows are from
 * @param comparison whose accuracies are subtracted
 * @param pictured rows whose networks the page draws side by side, if they were run
 * @param bundles rows whose first networks are made into bundles
 * @param rows in the order in which they are run
 * @param goals what is to be reached
 */
public record ResultsProtocol(
        String date,
        String dataSet,
        int heldOut,
        int validation,
        Protocol evaluation,
        boolean ablation,
        Boolean legacyClip,
        double speedSeconds,
        String claimsFrom,
        Comparison comparison,
        List<String> pictured,
        List<Bundled> bundles,
        List<Row> rows,
        List<Goal> goals) {
    /**
     * A row of the table.
     *
     * @param title for people
     * @param preset name of a preset, or a file with one, relative to the protocol's
     * @param set values of the preset set anew, by their path
     * @param seeds one network each
     * @param source row whose network transferred images are made against: the one of the first seed that is not the network's
     *     own, as equal seeds begin with equal weights
     * @param claim what the paper says of each figure, in its own digits: the mean, and the standard deviation if it gives one; empty for a row that
     *     it has not
     */
    public record Row(
            String name,
            String title,
            String preset,
            Map<String, String> set,
            List<Long> seeds,
            String source,
            Map<Figure, List<BigDecimal>> claim) {
        public Row {
            set = set == null ? Map.of() : new LinkedHashMap<>(set);
            seeds = seeds == null ? List.of() : List.copyOf(seeds);
            claim = claim == null ? Map.of() : new LinkedHashMap<>(claim);
        }

        /** The network of one of its seeds. */
        public NetworkId network(long seed) {
            return new NetworkId(name, seed);
        }
    }

    /**
     * Two rows, image by image.
     *
     * @param row the one in question
     * @param baseline is subtracted
     */
    public record Comparison(String row, String baseline) {}

    /**
     * A row's first network as a bundle.
     *
     * @param name of its folder
     * @param twins how its twins are made, as {@link Squeeze} names it
     */
    public record Bundled(String row, String name, List<String> twins) {
        public Bundled {
            twins = twins == null ? List.of() : List.copyOf(twins);
        }
    }

    public ResultsProtocol {
        legacyClip = Boolean.TRUE.equals(legacyClip);
        bundles = bundles == null ? List.of() : List.copyOf(bundles);
        pictured = pictured == null ? List.of() : List.copyOf(pictured);
        rows = rows == null ? List.of() : List.copyOf(rows);
        goals = goals == null ? List.of() : List.copyOf(goals);
        List<String> problems = new ArrayList<>();
        require(problems, date != null && dataSet != null, "expected a date and a dataSet, found none");
        require(problems, evaluation != null, "evaluation: expected epsilon, stepSize, images, sanityImages and seed");
        require(problems, speedSeconds > 0, "speedSeconds must be above 0, found " + speedSeconds);
        require(problems, !rows.isEmpty(), "rows: expected one or more, found none");
        Map<String, Row> byName = new LinkedHashMap<>();
        for (Row row : rows) {
            require(
                    problems,
                    row.name() != null && row.name().matches("[a-z0-9][a-z0-9-]*"),
                    "rows: expected names of a-z, 0-9 and -, found '%s'".formatted(row.name()));
            require(
                    problems,
                    row.title() != null && row.preset() != null && !row.seeds().isEmpty(),
                    "row %s: expected title, preset and seeds, found %s, %s and %s"
                            .formatted(row.name(), row.title(), row.preset(), row.seeds()));
            require(
                    problems,
                    new HashSet<>(row.seeds()).size() == row.seeds().size(),
                    "row %s: expected different seeds, found %s".formatted(row.name(), row.seeds()));
            require(
                    problems,
                    byName.put(row.name(), row) == null,
                    "rows: expected each name once, found %s again".formatted(row.name()));
        }
        for (Row row : rows) {
            for (long seed : row.seeds()) {
                Row source = byName.get(row.source());
                require(
                        problems,
                        row.source() == null
                                || (source != null && otherSeed(source, seed).isPresent()),
                        "row %s: expected a source row with another seed than %d, found %s"
                                .formatted(row.name(), seed, row.source()));
            }
        }
        if (comparison != null) {
            requireRow(problems, "comparison", comparison.row(), byName.keySet());
            requireRow(problems, "comparison", comparison.baseline(), byName.keySet());
        }
        for (String name : pictured) {
            requireRow(problems, "pictured", name, byName.keySet());
        }
        for (Bundled bundled : bundles) {
            requireRow(problems, "bundle " + bundled.name(), bundled.row(), byName.keySet());
            require(
                    problems,
                    bundled.name() != null && bundled.name().matches("[a-z0-9][a-z0-9-]*"),
                    "bundles: expected names of a-z, 0-9 and -, found '%s'".formatted(bundled.name()));
            require(
                    problems,
                    !bundled.twins().isEmpty()
                            && bundled.twins().stream()
                                    .allMatch(name -> Squeeze.named(name).isPresent()),
                    "bundle %s: expected twins of %s, found %s"
                            .formatted(bundled.name(), Squeeze.KNOWN, bundled.twins()));
        }
        for (Goal goal : goals) {
            requireRow(problems, "goal " + goal.figure(), goal.row(), byName.keySet());
            if (goal.against() != null) {
                requireRow(problems, "goal " + goal.figure(), goal.against(), byName.keySet());
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
    }

    /**
     * Reads a YAML file.
     *
     * @throws IllegalArgumentException if it holds unknown keys or impossible values
     * @throws IOException if it cannot be read
     */
    public static ResultsProtocol read(Path file) throws IOException {
        return ProtocolFile.read(file, ResultsProtocol.class, "--protocol");
    }

    public Optional<Row> row(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst();
    }

    /** How the networks of a row that is there are trained. */
    Recipe recipe(String name) {
        Row row = row(name).orElseThrow();
        return new Recipe(row.name(), row.preset(), row.set(), heldOut, validation);
    }

    /** Every network: the first seed of every row, then the second one of those that have it, and so on. */
    public List<NetworkId> networks() {
        List<NetworkId> networks = new ArrayList<>();
        int most = rows.stream().mapToInt(row -> row.seeds().size()).max().orElseThrow();
        for (int i = 0; i < most; i++) {
            for (Row row : rows) {
                if (i < row.seeds().size()) {
                    networks.add(row.network(row.seeds().get(i)));
                }
            }
        }
        return networks;
    }

    /** The network that images transferred to this one are made against; empty where its row names no source. */
    public Optional<NetworkId> source(NetworkId network) {
        return row(network.row())
                .flatMap(row -> row(row.source()))
                .flatMap(source -> otherSeed(source, network.seed()).map(source::network));
    }

    private static Optional<Long> otherSeed(Row row, long seed) {
        return row.seeds().stream().filter(other -> other != seed).findFirst();
    }

    private static void require(List<String> problems, boolean condition, String problem) {
        if (!condition) {
            problems.add(problem);
        }
    }

    private static void requireRow(List<String> problems, String where, String row, Set<String> names) {
        require(
                problems,
                names.contains(row),
                "%s: expected one of the rows %s, found %s".formatted(where, names, row));
    }
}
