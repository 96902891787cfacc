package io.latentwatch.anpvs.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.optimise.EpochFigures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A {@link Checkpoint} on disk: a zip file (numpy opens it as an .npz) of {@code state.json} and one flat float32 array for
 * each tensor: {@code weights/<parameter>.npy}, {@code moments/<moment>/<parameter>.npy}, {@code averages/<parameter>.npy}.
 *
 * <p>A new checkpoint is written beside the old one and then takes its place in one step, so that there is a whole one at any
 * moment, whenever the process dies.
 */
public record CheckpointFile(Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATE = "state.json";
    private static final String WEIGHTS = "weights/";
    private static final String MOMENTS = "moments/";
    private static final String AVERAGES = "averages/";

    private record State(String configurationHash, Checkpoint.Steps steps, List<EpochFigures> figures) {}

    public boolean exists() {
        return Files.exists(file);
    }

    public void write(Checkpoint checkpoint) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(beside);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED);
            State state = new State(checkpoint.configurationHash(), checkpoint.steps(), checkpoint.figures());
            write(zip, STATE, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(state));
            write(zip, WEIGHTS, checkpoint.weights());
            write(zip, MOMENTS, checkpoint.moments());
            write(zip, AVERAGES, checkpoint.averages());
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads the file.
     *
     * @throws IOException if there is no such file or it is damaged
     */
    public Checkpoint read() throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(STATE);
            if (entry == null) {
                throw new IOException(file + ": expected an entry state.json, found none; this is no checkpoint");
            }
            State state = JSON.readValue(zip.getInputStream(entry), State.class);
            return new Checkpoint(
                    state.configurationHash(),
                    state.steps(),
                    state.figures(),
                    tensors(zip, WEIGHTS),
                    tensors(zip, MOMENTS),
                    tensors(zip, AVERAGES));
        } catch (ZipException | JsonProcessingException e) {
            throw new IOException(file + ": damaged (" + e.getMessage() + "); start the run again with --overwrite", e);
        }
    }

    private static Map<String, float[]> tensors(ZipFile zip, String prefix) throws IOException {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        for (ZipEntry entry :
                zip.stream().filter(e -> e.getName().startsWith(prefix)).toList()) {
            String name =
                    entry.getName().substring(prefix.length(), entry.getName().length() - ".npy".length());
            tensors.put(
                    name,
                    FlatNpy.decode(entry.getName(), zip.getInputStream(entry).readAllBytes()));
        }
        return tensors;
    }

    private static void write(ZipOutputStream zip, String prefix, Map<String, float[]> tensors) throws IOException {
        for (Map.Entry<String, float[]> tensor : tensors.entrySet()) {
            write(zip, prefix + tensor.getKey() + ".npy", FlatNpy.encode(tensor.getValue()));
        }
    }

    private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
