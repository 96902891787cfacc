package io.latentwatch.evaluation.sample;

import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.zip.Deflater;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * An Avro object container file (deflate) of {@link Image} records, each with its label and with attributes that say how it
 * was made. No event times: whoever replays them says when they happen.
 */
public final class SampleFile implements AutoCloseable {
    private final Path file;
    private final Path beside;
    private final PixelEncoding encoding;
    private final DataFileWriter<Image> writer;

    private SampleFile(Path file, Path beside, PixelEncoding encoding, DataFileWriter<Image> writer) {
        this.file = file;
        this.beside = beside;
        this.encoding = encoding;
        this.writer = writer;
    }

    /** Starts a file; it appears under its name when it is {@link #finish finished}, never half. */
    public static SampleFile create(Path file, PixelEncoding encoding) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        DataFileWriter<Image> writer = new DataFileWriter<>(new SpecificDatumWriter<>(Image.class));
        writer.setCodec(CodecFactory.deflateCodec(Deflater.BEST_COMPRESSION));
        writer.create(Image.getClassSchema(), beside.toFile());
        return new SampleFile(file, beside, encoding, writer);
    }

    /**
     * Appends images.
     *
     * @param source of all of them
     * @param firstIndex of the first one in its set; an image's id is source, index and attack
     * @param attributes of all of them; the attack stands under {@code attack}
     */
    public void append(LabelledImages images, String source, int firstIndex, Map<String, String> attributes)
            throws IOException {
        for (int i = 0; i < images.count(); i++) {
            boolean raw = encoding == PixelEncoding.RAW;
            writer.append(Image.newBuilder()
                    .setId("%s/%05d/%s".formatted(source, firstIndex + i, attributes.getOrDefault("attack", "none")))
                    .setSource(source)
                    .setEncoding(raw ? Encoding.RAW_UINT8 : Encoding.PNG)
                    .setHeight(raw ? images.shape().height() : 0)
                    .setWidth(raw ? images.shape().width() : 0)
                    .setChannels(raw ? images.shape().channels() : 0)
                    .setBytes(ByteBuffer.wrap(encoding.encode(images, i)))
                    .setLabel(images.label(i))
                    .setAttributes(attributes)
                    .build());
        }
    }

    /** Completes the file and gives it its name; an existing one is replaced. */
    public void finish() throws IOException {
        writer.close();
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Without {@link #finish} nothing is left. */
    @Override
    public void close() throws IOException {
        writer.close();
        Files.deleteIfExists(beside);
    }
}
