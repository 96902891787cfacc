package io.latentwatch.local.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** This machine's file system under the scheme {@value #SCHEME}; it is full, and so takes no file, as long as the file {@value #FULL} stands in the folder below which it is written. */
public final class FillableFileSystem extends LocalFileSystem {
    static final String SCHEME = "fillable";
    private static final String FULL = "FULL";
    private static final String CLASS_FILE = ".class";

    /** Flink finds it by its name in {@code META-INF/services}. */
    public static final class Factory implements FileSystemFactory {
        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new FillableFileSystem();
        }
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataOutputStream create(org.apache.flink.core.fs.Path file, WriteMode mode) throws IOException {
        for (Path above = Path.of(file.getPath()); above != null; above = above.getParent()) {
            if (Files.exists(above.resolve(FULL))) {
                throw new IOException(file + ": no space left on device");
            }
        }
        return super.create(file, mode);
    }

    /** The folder is full from now on. */
    static void fill(Path folder) throws IOException {
        Files.createFile(folder.resolve(FULL));
    }

    /** There is room again. */
    static void makeRoom(Path folder) throws IOException {
        Files.delete(folder.resolve(FULL));
    }

    /** Writes a jar of this file system for a cluster's lib folder. */
    static Path jar(Path file) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            for (Class<?> part : new Class<?>[] {FillableFileSystem.class, Factory.class}) {
                String name = part.getName().replace('.', '/') + CLASS_FILE;
                jar.putNextEntry(new JarEntry(name));
                try (var in = part.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(jar);
                }
            }
            jar.putNextEntry(new JarEntry("META-INF/services/" + FileSystemFactory.class.getName()));
            jar.write(Factory.class.getName().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return file;
    }
}
