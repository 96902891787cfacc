package io.latentwatch.anpvs.detection;

import io.latentwatch.anpvs.results.NetworkId;
import io.latentwatch.anpvs.results.ProtocolFile;
import io.latentwatch.anpvs.results.Recipe;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.evaluation.adaptive.AdaptiveBudget;
import io.latentwatch.evaluation.adaptive.AdaptivePlan;
import io.latentwatch.evaluation.alarm.AlarmSettings;
import io.latentwatch.evaluation.detect.PlannedAttacks;
import io.latentwatch.evaluation.detect.PlannedCorruptions;
import io.latentwatch.evaluation.query.QuerySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which networks' detectors are measured on a data set and how, decided and committed before the first run. All problems of a file are
 * reported at once.
 *
 * @param id of the data set: names files, and its folder on the command line
 * @param date when it was decided, ISO
 * @param changes what was changed after the first run, each with its date and what was known by then, for people
 * @param dataSet its name, for people
 * @param heldOut training images that every network sets aside for references and calibration
 * @param validation training images that every network sets aside for choices
 * @param alphas promised rates
 * @param splits of the test images on which the rank rule is checked
 * @param perClass whether flags are counted, too, where each predicted class is calibrated by itself
 * @param attacks on each network's first seed by attackers who do not know the detector, by the names of {@code evaluate-detector}
 * @param images that they attack, the first test images
 * @param unbounded attacks without a radius, on each network's first seed; null where there are none
 * @param further attacks of the same kind that were planned afterwards, on each network's first seed; null where there are none
 * @param adaptive attackers who know the detector, on each network's first seed; null where there are none
 * @param corruptions for each network's first seed, by the names of {@code evaluate-detector}
 * @param severities of them, 1 to 5
 * @param corrupted images that are corrupted, the first test images
 * @param alarms streams that each network's first training is watched on; null where none are
 * @param queries query attacks on each network's first training; null where none are
 * @param alarmsAtLeast goal for alarms that come in time and are called what they are, in % of the runs; null without
 * @param queriesAtLeast goal for query attacks of one source that are noticed in time, in %; null without
 * @param seed of every attack, of the splits and of the streams
 */
public record DetectionProtocol(
        String id,
        String date,
        List<String> changes,
        String dataSet,
        int heldOut,
        int validation,
        List<Double> alphas,
        int splits,
        boolean perClass,
        List<String> attacks,
        int images,
        Unbounded unbounded,
        Further further,
        Adaptive adaptive,
        List<String> corruptions,
        List<Integer> severities,
        int corrupted,
        AlarmSettings alarms,
        QuerySettings queries,
        Double alarmsAtLeast,
        Double queriesAtLeast,
        long seed,
        List<Network> networks,
        List<Goal> goals) {
    private static final String NAME = "[a-z0-9][a-z0-9-]*";

    /**
     * A kind of network.
     *
     * @param title for people
     * @param preset name of a preset, or a file with one, relative to the protocol's
     * @param set values of the preset set anew, by their path
     * @param seeds one training each, with images set aside of its own; the first one is attacked
     * @param twins how the twins are made, as {@link Squeeze} names it
     * @param pictured whether the report has its first seed's pictures, some 0.7 MB; where it is not said, it has
     */
    public record Network(
            String name,
            String title,
            String preset,
            Map<String, String> set,
            List<Long> seeds,
            List<String> twins,
            Boolean pictured) {
        public Network {
            pictured = pictured == null || pictured;
            set = set == null ? Map.of() : new LinkedHashMap<>(set);
            seeds = seeds == null ? List.of() : List.copyOf(seeds);
            twins = twins == null ? List.of() : List.copyOf(twins);
        }
    }

    /**
     * Attacks that look for the nearest wrong image, however far it is. They break every network, so they have no part in a worst case; and each image costs them
     * thousands of gradients.
     *
     * @param attacks by the names of {@code evaluate-detector}
     * @param images that are attacked, the first test images
     */
    public record Unbounded(List<String> attacks, int images) {
        public Unbounded {
            attacks = attacks == null ? List.of() : List.copyOf(attacks);
        }
    }

    /**
     * Attacks that do not know the detector and are in no worst case of the others.
     *
     * @param attacks by the names of {@code evaluate-detector}
     * @param images that are attacked, the first test images
     * @param sources by network: the training, such as {@code standard-2}, that its transfer attacks are made on
     * @param inputs squeezers, as {@link Squeeze} names them, that the network is put behind without a detector
     */
    public record Further(List<String> attacks, int images, Map<String, String> sources, List<String> inputs) {
        public Further {
            attacks = attacks == null ? List.of() : List.copyOf(attacks);
            sources = sources == null ? Map.of() : new LinkedHashMap<>(sources);
            inputs = inputs == null ? List.of() : List.copyOf(inputs);
        }
    }

    /**
     * Attackers who know the detector. Each image costs them thousands of gradients, so they have fewer: those that the other attacks break, who attack them once more
     * for the worst case over all.
     *
     * @param attacks by the names of {@code evaluate-detector}
     * @param images that are attacked at most, the first ones that an attack breaks which does not know the detector
     * @param budget of each attack on an image
     * @param undetectedAtMost goals by network: undetected successes of the broken images, in %, by the upper end of their 95 % interval
     */
    public record Adaptive(
            List<String> attacks, int images, AdaptiveBudget budget, Map<String, Double> undetectedAtMost) {
        public Adaptive {
            attacks = attacks == null ? List.of() : List.copyOf(attacks);
            undetectedAtMost = undetectedAtMost == null ? Map.of() : new LinkedHashMap<>(undetectedAtMost);
        }
    }

    /**
     * A share of successful attacks to be flagged at the first promised rate, twins run, by the lower end of its 95 % interval.
     *
     * @param attacks for each of which it is set
     * @param atLeast in %
     */
    public record Goal(String network, List<String> attacks, double atLeast) {
        public Goal {
            attacks = attacks == null ? List.of() : List.copyOf(attacks);
        }
    }

    public DetectionProtocol {
        changes = changes == null ? List.of() : List.copyOf(changes);
        alphas = alphas == null ? List.of() : List.copyOf(alphas);
        attacks = attacks == null ? List.of() : List.copyOf(attacks);
        corruptions = corruptions == null ? List.of() : List.copyOf(corruptions);
        severities = severities == null ? List.of() : List.copyOf(severities);
        networks = networks == null ? List.of() : List.copyOf(networks);
        goals = goals == null ? List.of() : List.copyOf(goals);
        List<String> problems = new ArrayList<>();
        require(problems, id != null && id.matches(NAME), "id: expected a-z, 0-9 and -, found " + id);
        require(problems, date != null && dataSet != null, "expected a date and a dataSet, found none");
        require(problems, !alphas.isEmpty(), "alphas: expected promised rates such as 0.01, found none");
        require(problems, splits >= 1, "splits must be at least 1, found " + splits);
        require(problems, images >= 1, "images must be at least 1, found " + images);
        require(problems, !networks.isEmpty(), "networks: expected one or more, found none");
        requireKnown(problems, "attacks", attacks, PlannedAttacks::parse);
        List<Integer> planned = severities;
        int some = corrupted;
        requireKnown(problems, "corruptions", corruptions, names -> PlannedCorruptions.parse(names, planned, some));
        Set<String> names = new HashSet<>();
        for (Network network : networks) {
            require(
                    problems,
                    network.name() != null && network.name().matches(NAME) && names.add(network.name()),
                    "networks: expected different names of a-z, 0-9 and -, found '%s'".formatted(network.name()));
            require(
                    problems,
                    network.title() != null
                            && network.preset() != null
                            && !network.seeds().isEmpty()
                            && new HashSet<>(network.seeds()).size()
                                    == network.seeds().size()
                            && !network.twins().isEmpty()
                            && network.twins().stream()
                                    .allMatch(twin -> Squeeze.named(twin).isPresent()),
                    "network %s: expected title, preset, different seeds and twins of %s, found %s, %s, %s and %s"
                            .formatted(
                                    network.name(),
                                    Squeeze.KNOWN,
                                    network.title(),
                                    network.preset(),
                                    network.seeds(),
                                    network.twins()));
        }
        Set<String> blind = new HashSet<>(attacks);
        if (unbounded != null) {
            blind.addAll(unbounded.attacks());
            requireKnown(problems, "unbounded: attacks", unbounded.attacks(), PlannedAttacks::parse);
            require(
                    problems,
                    unbounded.images() >= 1 && !unbounded.attacks().isEmpty(),
                    "unbounded: expected at least 1 image and attacks, found %d and %s"
                            .formatted(unbounded.images(), unbounded.attacks()));
        }
        if (further != null) {
            problems.addAll(problems(further, networks));
        }
        if (adaptive != null) {
            problems.addAll(problems(adaptive, names));
        }
        for (Goal goal : goals) {
            require(
                    problems,
                    names.contains(goal.network()) && blind.containsAll(goal.attacks()),
                    "goals: expected a network of %s and attacks of %s, found %s and %s"
                            .formatted(names, blind, goal.network(), goal.attacks()));
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
    public static DetectionProtocol read(Path file) throws IOException {
        return ProtocolFile.read(file, DetectionProtocol.class, "--protocols");
    }

    /** Every training: the first seed of every network, then the others of each. */
    public List<NetworkId> trainings() {
        return trainings(networks);
    }

    private static List<NetworkId> trainings(List<Network> networks) {
        List<NetworkId> trainings = new ArrayList<>();
        networks.forEach(network -> trainings.add(id(network, 0)));
        for (Network network : networks) {
            for (int i = 1; i < network.seeds().size(); i++) {
                trainings.add(id(network, i));
            }
        }
        return trainings;
    }

    /** Whether a part is measured of a training. */
    boolean planned(ProtocolPart part, NetworkId training) {
        return switch (part) {
            case FLAGS -> true;
            case CLASSES -> perClass;
            case ALARMS -> alarms != null && attacked(training);
            case QUERIES -> queries != null && attacked(training);
            case UNBOUNDED -> unbounded != null && attacked(training);
            case FURTHER -> further != null && attacked(training);
            case ADAPTIVE -> adaptive != null && attacked(training);
        };
    }

    /** Whether the training is the one of its network that is attacked. */
    public boolean attacked(NetworkId training) {
        return network(training).seeds().get(0) == training.seed();
    }

    /** The network that a training is of. */
    public Network network(NetworkId training) {
        return network(training.row());
    }

    /** The network of a name. */
    Network network(String name) {
        return networks.stream()
                .filter(network -> network.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The training that transfer attacks on another one are made on; empty where there are none. */
    Optional<NetworkId> source(NetworkId training) {
        String source = further.sources().get(training.row());
        return trainings().stream()
                .filter(other -> other.name().equals(source)
                        && further.attacks().stream().anyMatch(PlannedAttacks::isTransfer))
                .findFirst();
    }

    /** What drift is measured with. */
    PlannedCorruptions drift() {
        return PlannedCorruptions.parse(corruptions, severities, corrupted);
    }

    Recipe recipe(NetworkId training) {
        Network network = network(training);
        return new Recipe(network.name(), network.preset(), network.set(), heldOut, validation);
    }

    private static List<String> problems(Further further, List<Network> networks) {
        List<String> problems = new ArrayList<>();
        requireKnown(problems, "further: attacks", further.attacks(), PlannedAttacks::requireKnown);
        requireKnown(problems, "further: inputs", further.inputs(), Squeeze::parse);
        require(
                problems,
                further.images() >= 1 && !further.attacks().isEmpty(),
                "further: expected at least 1 image and attacks, found %d and %s"
                        .formatted(further.images(), further.attacks()));
        if (further.attacks().stream().anyMatch(PlannedAttacks::isTransfer)) {
            List<String> trainings =
                    trainings(networks).stream().map(NetworkId::name).toList();
            for (Network network : networks) {
                String source = further.sources().get(network.name());
                require(
                        problems,
                        trainings.contains(source)
                                && !source.equals(id(network, 0).name()),
                        "further: sources: %s: expected one of %s other than the attacked %s, found %s"
                                .formatted(
                                        network.name(),
                                        trainings,
                                        id(network, 0).name(),
                                        source));
            }
        }
        return problems;
    }

    private static List<String> problems(Adaptive adaptive, Set<String> networks) {
        List<String> problems = new ArrayList<>();
        requireKnown(
                problems, "adaptive: attacks", adaptive.attacks(), names -> names.forEach(DetectionProtocol::adaptive));
        require(
                problems,
                adaptive.images() >= 1 && !adaptive.attacks().isEmpty() && adaptive.budget() != null,
                "adaptive: expected at least 1 image, attacks and a budget of targets, runs, steps and queries, found %d, %s and %s"
                        .formatted(adaptive.images(), adaptive.attacks(), adaptive.budget()));
        require(
                problems,
                networks.containsAll(adaptive.undetectedAtMost().keySet()),
                "adaptive: undetectedAtMost: expected networks of %s, found %s"
                        .formatted(networks, adaptive.undetectedAtMost().keySet()));
        return problems;
    }

    private static void adaptive(String name) {
        if (!AdaptivePlan.isOne(name)) {
            throw new IllegalArgumentException("expected attacks such as adaptive-pgd:0.1, of %s, found '%s'"
                    .formatted(AdaptivePlan.words(), name));
        }
        AdaptivePlan.parse(name);
    }

    private static NetworkId id(Network network, int seed) {
        return new NetworkId(network.name(), network.seeds().get(seed));
    }

    private static void requireKnown(
            List<String> problems, String key, List<String> names, Consumer<List<String>> reading) {
        try {
            reading.accept(names);
        } catch (IllegalArgumentException e) {
            problems.add(key + ": " + e.getMessage());
        }
    }

    private static void require(List<String> problems, boolean condition, String problem) {
        if (!condition) {
            problems.add(problem);
        }
    }
}
