package io.latentwatch.flink.models;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.ModelCommand;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which bundle has which role, which ones were accepted before, and which command may change that. Knows no Flink and opens nothing.
 *
 * <p>A command is looked at with {@link #refuse}, the bundle that it {@link #needs} is opened, and only then it counts: {@link #accept}.
 */
final class BundleRoles {
    /** Bundles remembered besides the configuration's; the oldest without a role is forgotten for a new one. */
    static final int MOST_KNOWN = 32;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private final String configured;
    private final Map<String, String> uris = new LinkedHashMap<>();
    private long sequence;
    private String active;
    private String shadow;

    private BundleRoles(String configured) {
        this.configured = requireNonNull(configured, "configured is null");
    }

    /** The configuration's bundle judges, and nothing was accepted. */
    static BundleRoles atStart(String configured, long lastSequence) {
        BundleRoles roles = new BundleRoles(configured);
        roles.active = configured;
        roles.sequence = lastSequence;
        return roles;
    }

    /** Goes on from a state. A shadow that the configuration has become the active bundle of is none any more. */
    static BundleRoles restore(String configured, ModelState state) {
        BundleRoles roles = new BundleRoles(configured);
        roles.sequence = state.sequence;
        for (int i = 0; i < state.ids.length; i++) {
            roles.uris.put(state.ids[i], state.uris[i]);
        }
        roles.active = state.active == null ? configured : state.active;
        roles.shadow = roles.active.equals(state.shadow) ? null : state.shadow;
        return roles;
    }

    ModelState state(long nextOffset) {
        ModelState state = new ModelState();
        state.nextOffset = nextOffset;
        state.sequence = sequence;
        state.active = active.equals(configured) ? null : active;
        state.shadow = shadow;
        state.ids = uris.keySet().toArray(String[]::new);
        state.uris = uris.values().toArray(String[]::new);
        return state;
    }

    String active() {
        return active;
    }

    Optional<String> shadow() {
        return Optional.ofNullable(shadow);
    }

    /** Where a bundle comes from; empty: from the configuration. */
    Optional<String> uri(String bundleId) {
        return Optional.ofNullable(uris.get(bundleId));
    }

    /** Whether the text has the form of a bundle's id. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * Looks whether a command may be carried out as things are.
     *
     * @throws CommandRefusedException if not
     */
    void refuse(ModelCommand command) throws CommandRefusedException {
        if (!isId(command.getBundleId())) {
            throw new CommandRefusedException(
                    CommandResult.MALFORMED,
                    "bundleId is '" + command.getBundleId()
                            + "', expected the SHA-256 of a manifest.json, 64 lower-case hexadecimal digits");
        }
        if (command.getSequence() <= sequence) {
            throw new CommandRefusedException(
                    CommandResult.REPLAYED,
                    "sequence is " + command.getSequence() + ", expected more than " + sequence
                            + ", the last accepted command's; send it with a higher one if it is meant");
        }
        switch (command.getAction()) {
            case LOAD_SHADOW -> {
                require(
                        !command.getBundleId().equals(active),
                        CommandResult.CONFLICT,
                        "this bundle judges already, expected another one to be tried beside it");
                requireSource(command);
            }
            case ACTIVATE -> requireSource(command);
            case ROLLBACK ->
                require(
                        known(command.getBundleId()),
                        CommandResult.UNKNOWN_BUNDLE,
                        "this bundle was never accepted here, and nothing else can be gone back to; load it with its URI");
            case UNLOAD -> {
                require(
                        known(command.getBundleId()),
                        CommandResult.UNKNOWN_BUNDLE,
                        "this bundle was never accepted here; nothing to do");
                require(
                        !command.getBundleId().equals(active),
                        CommandResult.CONFLICT,
                        "this bundle judges, expected one that does not; activate another one first");
            }
            case UNKNOWN ->
                throw new CommandRefusedException(
                        CommandResult.MALFORMED,
                        "action is unknown here, expected LOAD_SHADOW, ACTIVATE, ROLLBACK or UNLOAD; update the job");
        }
    }

    private boolean known(String bundleId) {
        return bundleId.equals(configured) || uris.containsKey(bundleId);
    }

    private void requireSource(ModelCommand command) throws CommandRefusedException {
        require(
                command.getUri() != null || known(command.getBundleId()),
                CommandResult.MALFORMED,
                "no uri, expected one for a bundle that was not accepted before");
    }

    private static void require(boolean holds, CommandResult otherwise, String message) throws CommandRefusedException {
        if (!holds) {
            throw new CommandRefusedException(otherwise, message);
        }
    }

    /** Whether the command names a bundle that has to be opened, because none that is at work is it. */
    boolean needs(ModelCommand command) {
        return switch (command.getAction()) {
            case LOAD_SHADOW, ACTIVATE, ROLLBACK ->
                !command.getBundleId().equals(active) && !command.getBundleId().equals(shadow);
            case UNLOAD, UNKNOWN -> false;
        };
    }

    /**
     * Where the command's bundle is to be read from; empty: from the configuration. The command's own URI counts only for a bundle that it {@link #needs}: no
     * other is looked at before the state would keep it.
     */
    Optional<String> source(ModelCommand command) {
        if (command.getBundleId().equals(configured)) {
            return Optional.empty();
        }
        boolean asGiven = switch (command.getAction()) {
            case LOAD_SHADOW, ACTIVATE -> command.getUri() != null && needs(command);
            case ROLLBACK, UNLOAD, UNKNOWN -> false;
        };
        return asGiven ? Optional.of(command.getUri()) : uri(command.getBundleId());
    }

    /**
     * The command has been carried out.
     *
     * @return bundles that are known no more, whose copies nobody needs
     */
    List<String> accept(ModelCommand command) {
        String bundle = command.getBundleId();
        sequence = command.getSequence();
        List<String> forgotten = new ArrayList<>();
        switch (command.getAction()) {
            case LOAD_SHADOW -> {
                remember(command);
                shadow = bundle;
            }
            case ACTIVATE, ROLLBACK -> {
                remember(command);
                active = bundle;
                shadow = bundle.equals(shadow) ? null : shadow;
            }
            case UNLOAD -> {
                uris.remove(bundle);
                forgotten.add(bundle);
                shadow = bundle.equals(shadow) ? null : shadow;
            }
            case UNKNOWN -> throw new IllegalArgumentException("an unknown action cannot be accepted");
        }
        forgetOldest(forgotten);
        return forgotten;
    }

    /** The shadow failed and is no more. */
    void dropShadow() {
        shadow = null;
    }

    private void remember(ModelCommand command) {
        source(command).ifPresent(uri -> uris.put(command.getBundleId(), uri));
    }

    private void forgetOldest(List<String> forgotten) {
        Iterator<String> oldest = uris.keySet().iterator();
        while (uris.size() > MOST_KNOWN && oldest.hasNext()) {
            String bundle = oldest.next();
            if (!bundle.equals(active) && !bundle.equals(shadow)) {
                oldest.remove();
                forgotten.add(bundle);
            }
        }
    }
}
