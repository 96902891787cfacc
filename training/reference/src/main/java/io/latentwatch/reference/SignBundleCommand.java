package io.latentwatch.reference;

import io.latentwatch.bundle.BundleWriter;
import io.latentwatch.bundle.SigningKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Signs a bundle that is there already. */
@Command(
        name = "sign-bundle",
        mixinStandardHelpOptions = true,
        description = "Signs a bundle's manifest.json with an Ed25519 key; the bundle's id stays what it is.")
final class SignBundleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--bundle",
            required = true,
            paramLabel = "DIR",
            description = "The bundle's folder, checked before it is signed. A signature that it has is replaced.")
    private Path bundle;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "A private key of ./latentwatch keygen.")
    private Path key;

    @Override
    public Integer call() throws IOException {
        String id = BundleWriter.sign(bundle, SigningKeys.readPrivate(key));
        spec.commandLine().getOut().println("signed " + id);
        return 0;
    }
}
