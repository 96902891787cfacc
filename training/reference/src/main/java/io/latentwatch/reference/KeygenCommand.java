package io.latentwatch.reference;

import io.latentwatch.bundle.SigningKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a pair of keys for signing bundles. */
@Command(
        name = "keygen",
        mixinStandardHelpOptions = true,
        description = "Makes an Ed25519 key pair for signing bundles.")
final class KeygenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "NAME",
            description = "Writes NAME.key (private: keep it, never commit it) and NAME.pub.")
    private String name;

    @Override
    public Integer call() throws IOException {
        Path privateFile = Path.of(name + ".key");
        Path publicFile = Path.of(name + ".pub");
        Path folder = privateFile.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new IOException(privateFile + ": expected a folder " + folder + " that can be written into, found "
                    + (Files.isDirectory(folder) ? "one that cannot" : "none")
                    + "; make it, or name another place with --out");
        }
        for (Path file : new Path[] {privateFile, publicFile}) {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(
                        file + " exists, a key is never overwritten; name another one with --out");
            }
        }
        KeyPair pair = SigningKeys.generate();
        SigningKeys.writePrivate(pair.getPrivate(), privateFile);
        SigningKeys.writePublic(pair.getPublic(), publicFile);
        spec.commandLine().getOut().println("wrote " + privateFile + " (keep it secret) and " + publicFile);
        spec.commandLine().getOut().println("models.trusted-keys: " + SigningKeys.text(pair.getPublic()));
        return 0;
    }
}
