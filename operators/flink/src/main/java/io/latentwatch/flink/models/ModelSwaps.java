package io.latentwatch.flink.models;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.Detector;
import io.latentwatch.flink.received.Printable;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.ModelCommand;
import io.latentwatch.schemas.Position;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.UnreadableMessageException;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obeys commands one after another. Rules and swaps run on the task's thread; a bundle is fetched, verified, warmed up, and closed on a thread
 * beside it, so that images go on being judged by the bundles that are at work.
 *
 * <p>Two bundles are open at most, the active one and its shadow, and a third while it is being loaded. One that is rolled back to is opened anew.
 */
public final class ModelSwaps {
    private static final Logger LOG = LoggerFactory.getLogger(ModelSwaps.class);
    private static final int MOST_WAITING = 100;
    private static final int MOST_CHARACTERS = 1_000;
    private static final int CLOSING_SECONDS = 60;

    private final ModelControl control;
    private final MailboxExecutor task;
    private final Path cache;
    private final SwapListener listener;
    private final Queue<ReceivedRecord> waiting = new ArrayDeque<>();
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final ExecutorService worker = Executors.newSingleThreadExecutor(ModelSwaps::thread);

    private final MessageDecoder<ModelCommand> decoder =
            new MessageDecoder<>(WireFormat.SINGLE_OBJECT, ModelCommand.class);

    /** Opened beside the task and not yet taken over by it. */
    private final AtomicReference<Detector> handover = new AtomicReference<>();

    private DetectorSource configured;
    private BundleRoles roles;
    private Detector active;
    private Detector shadow;
    private AutoCloseable feed;
    private long nextOffset;
    private boolean loading;

    /** Set on the task's thread, once and for all; the worker and the feed's thread look at it. */
    private volatile boolean stopped;

    /**
     * Nothing is opened yet.
     *
     * @param task runs actions on the task's thread
     * @param cache folder on this machine for fetched bundles
     */
    public ModelSwaps(ModelControl control, MailboxExecutor task, Path cache, SwapListener listener) {
        this.control = requireNonNull(control, "control is null");
        this.task = requireNonNull(task, "task is null");
        this.cache = requireNonNull(cache, "cache is null");
        this.listener = requireNonNull(listener, "listener is null");
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "latentwatch-bundles");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Opens the bundles that are to be at work and begins to read commands.
     *
     * @param configured opens the configuration's bundle
     * @param restored the state to go on from; empty: none
     * @throws Exception if the active bundle cannot be opened. A shadow that cannot is left out
     */
    public void open(DetectorSource configured, Optional<ModelState> restored) throws Exception {
        this.configured = configured;
        Detector first = configured.open();
        roles = restored.map(state -> BundleRoles.restore(first.bundleId(), state))
                .orElseGet(() ->
                        BundleRoles.atStart(first.bundleId(), control.start().lastSequence()));
        nextOffset =
                restored.map(state -> state.nextOffset).orElse(control.start().nextOffset());
        active = first;
        if (!roles.active().equals(first.bundleId())) {
            LOG.info("bundle {} judges, as an accepted command says, and not the configuration's", roles.active());
            active = load(roles.active(), roles.uri(roles.active()), first);
            first.close();
        }
        openShadow();
        worker.execute(this::rehearse);
        feed = control.commands().open(nextOffset, new Receiver());
    }

    /**
     * Code that opens a bundle runs seldom. Not compiled before the first commands come, it would be then, on the cores that judge, and images would wait.
     */
    private void rehearse() {
        try {
            for (int i = 0; i < control.rehearsals() && !stopped; i++) {
                configured.open().close();
            }
        } catch (Exception e) {
            LOG.debug("the configuration's bundle cannot be opened once more; a command that names it will say so", e);
        }
    }

    private void openShadow() {
        if (roles.shadow().isPresent()) {
            String bundle = roles.shadow().get();
            try {
                shadow = loadOrRefuse(bundle, roles.uri(bundle), active);
            } catch (CommandRefusedException e) {
                LOG.warn("the shadow {} is left out: {}", bundle, e.getMessage());
                roles.dropShadow();
            }
        }
    }

    /** The bundle whose verdicts count. */
    public Detector active() {
        return active;
    }

    /** The bundle that is tried beside it. */
    public Optional<Detector> shadow() {
        return Optional.ofNullable(shadow);
    }

    /** What has to be kept. */
    public ModelState state() {
        return roles.state(nextOffset);
    }

    /**
     * The shadow failed while it judged: it is dropped, and the active bundle goes on.
     *
     * @param image the first of the batch
     */
    public void shadowFailed(Position image, long eventTimeMillis, RuntimeException cause) {
        LOG.warn("the shadow {} failed on a batch and is dropped", shadow.bundleId(), cause);
        Detector failed = shadow;
        shadow = null;
        roles.dropShadow();
        listener.handled(CommandResult.FAILED);
        listener.raised(RefusalAlarm.ofShadow(failed.bundleId(), image, eventTimeMillis, cause));
        listener.swapped();
        closeBeside(failed);
    }

    /** Obeys no further commands. */
    public void stop() {
        stopped = true;
    }

    private final class Receiver implements CommandFeed.Receiver {
        @Override
        public void receive(ReceivedRecord record) throws InterruptedException {
            if (stopped) {
                return; // nothing makes room any more
            }
            room.acquire();
            onTask(() -> {
                waiting.add(record);
                obeyNext();
            });
        }

        @Override
        public void failed(Exception cause) {
            onTask(() -> {
                throw new IOException("the control topic cannot be read: " + cause.getMessage(), cause);
            });
        }
    }

    private void onTask(TaskAction action) {
        try {
            task.execute(
                    () -> {
                        if (!stopped) {
                            action.run();
                        }
                    },
                    "bundle command");
        } catch (RejectedExecutionException e) {
            LOG.debug("the task has ended, commands are left", e);
        }
    }

    @FunctionalInterface
    private interface TaskAction {
        void run() throws Exception;
    }

    private void obeyNext() {
        while (!loading && !waiting.isEmpty()) {
            ReceivedRecord record = waiting.remove();
            room.release();
            obey(record);
        }
    }

    private void obey(ReceivedRecord record) {
        ModelCommand command = null;
        try {
            command = decode(record);
            roles.refuse(command);
            if (roles.needs(command)) {
                loading = true;
                loadBeside(record, command, roles.source(command), active);
            } else {
                carryOut(record, command, null);
            }
        } catch (CommandRefusedException e) {
            refuse(record, command, e);
        }
    }

    private ModelCommand decode(ReceivedRecord record) throws CommandRefusedException {
        try {
            return decoder.decode(record.value());
        } catch (UnreadableMessageException e) {
            throw new CommandRefusedException(
                    CommandResult.MALFORMED,
                    "the record " + record.position() + " is no command: " + e.getMessage()
                            + "; write commands with ./latentwatch models",
                    e);
        }
    }

    private void loadBeside(ReceivedRecord record, ModelCommand command, Optional<String> uri, Detector like) {
        worker.execute(() -> {
            try {
                handover.set(loadOrRefuse(command.getBundleId(), uri, like));
                if (stopped) {
                    closeAll(handover.getAndSet(null)); // nobody may be left to take it over
                }
                onTask(() -> finish(record, command));
            } catch (CommandRefusedException e) {
                onTask(() -> finishRefused(record, command, e));
            } catch (Error e) {
                onTask(() -> {
                    throw e;
                });
            }
        });
    }

    /** The same as {@link #load}, but whatever a hostile bundle brings about while it is verified is a refusal too: it must not end the job. */
    private Detector loadOrRefuse(String bundleId, Optional<String> uri, Detector like) throws CommandRefusedException {
        try {
            return load(bundleId, uri, like);
        } catch (CommandRefusedException e) {
            throw e;
        } catch (Exception | OutOfMemoryError | StackOverflowError e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new CommandRefusedException(CommandResult.REJECTED, e.toString(), e);
        }
    }

    /** Opens a bundle that must take the same images and know the same classes as another one. */
    private Detector load(String bundleId, Optional<String> uri, Detector like) throws Exception {
        Detector opened =
                uri.isPresent() ? control.bundles().open(bundleId, uri.get(), cache) : openConfigured(bundleId);
        boolean fits = false;
        try {
            requireLike(opened, like);
            fits = true;
        } finally {
            if (!fits) {
                opened.close();
            }
        }
        return opened;
    }

    private Detector openConfigured(String bundleId) throws Exception {
        Detector opened = configured.open();
        if (!opened.bundleId().equals(bundleId)) {
            opened.close();
            throw new CommandRefusedException(
                    CommandResult.UNREACHABLE,
                    "bundle.path holds " + opened.bundleId() + " now, expected " + bundleId
                            + "; put it back there, or start the job with another bundle.path and load it by its URI");
        }
        return opened;
    }

    private static void requireLike(Detector opened, Detector like) throws CommandRefusedException {
        if (!opened.classes().equals(like.classes())) {
            throw new CommandRefusedException(
                    CommandResult.INCOMPATIBLE,
                    "it has the classes " + opened.classes() + ", the bundle that judges has " + like.classes()
                            + "; another task takes a job of its own");
        }
        if (opened.input().channels() != like.input().channels()
                || opened.input().height() != like.input().height()
                || opened.input().width() != like.input().width()) {
            throw new CommandRefusedException(
                    CommandResult.INCOMPATIBLE,
                    "it takes images of " + shape(opened) + ", the bundle that judges takes " + shape(like)
                            + "; another input takes a job of its own");
        }
    }

    private static String shape(Detector detector) {
        return "[%d,%d,%d]"
                .formatted(
                        detector.input().channels(),
                        detector.input().height(),
                        detector.input().width());
    }

    private void finish(ReceivedRecord record, ModelCommand command) {
        loading = false;
        carryOut(record, command, handover.getAndSet(null));
        obeyNext();
    }

    private void finishRefused(ReceivedRecord record, ModelCommand command, CommandRefusedException refusal) {
        loading = false;
        refuse(record, command, refusal);
        obeyNext();
    }

    /** @param loaded null where the bundle is at work already, or none is needed */
    private void carryOut(ReceivedRecord record, ModelCommand command, Detector loaded) {
        Detector formerActive = active;
        Detector formerShadow = shadow;
        List<String> forgotten = roles.accept(command);
        active = atWork(roles.active(), loaded, formerActive, formerShadow);
        shadow = roles.shadow()
                .map(bundle -> atWork(bundle, loaded, formerActive, formerShadow))
                .orElse(null);
        nextOffset = record.offset() + 1;
        LOG.info(
                "{} of bundle {} carried out, as {} asked: {}",
                command.getAction(),
                command.getBundleId(),
                Printable.of(command.getIssuedBy(), MOST_CHARACTERS),
                Printable.of(command.getReason(), MOST_CHARACTERS));
        listener.handled(CommandResult.ACCEPTED);
        listener.swapped();
        closeIfIdle(formerActive);
        closeIfIdle(formerShadow);
        worker.execute(() -> forgetCopies(forgotten));
    }

    private void forgetCopies(List<String> bundles) {
        BundleCache copies = new BundleCache(cache);
        for (String bundle : bundles) {
            try {
                copies.forget(bundle);
            } catch (IOException e) {
                LOG.warn("the copy of bundle {} stays in {}", bundle, cache, e);
            }
        }
    }

    private static Detector atWork(String bundleId, Detector... candidates) {
        for (Detector candidate : candidates) {
            if (candidate != null && candidate.bundleId().equals(bundleId)) {
                return candidate;
            }
        }
        throw new IllegalStateException("no detector is open for bundle " + bundleId);
    }

    private void refuse(ReceivedRecord record, ModelCommand command, CommandRefusedException refusal) {
        nextOffset = record.offset() + 1;
        LOG.warn("a command for a bundle is not carried out: {}", Printable.of(refusal.getMessage(), MOST_CHARACTERS));
        listener.handled(refusal.result());
        listener.raised(RefusalAlarm.of(record, command, refusal));
    }

    private void closeIfIdle(Detector detector) {
        if (detector != null && detector != active && detector != shadow) {
            closeBeside(detector);
        }
    }

    /** Beside the task: a session in the making, of another subtask, must not hold it up. */
    private void closeBeside(Detector detector) {
        worker.execute(detector::close);
    }

    /** Ends the reading of commands and closes every bundle. Waits for one that is being loaded; where that takes too long it closes itself later. */
    public void close() throws Exception {
        stopped = true;
        room.release(); // the feed's thread waits no more
        try {
            if (feed != null) {
                feed.close();
            }
        } finally {
            worker.shutdown();
            try {
                if (!worker.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                    LOG.warn("a bundle is still being loaded after {} s, it is closed once it is", CLOSING_SECONDS);
                }
            } finally {
                closeAll(active, shadow, handover.getAndSet(null));
            }
        }
    }

    private static void closeAll(Detector... detectors) {
        for (Detector detector : detectors) {
            if (detector != null) {
                detector.close();
            }
        }
    }
}
