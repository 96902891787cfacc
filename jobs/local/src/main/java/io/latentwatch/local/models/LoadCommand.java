package io.latentwatch.local.models;

import io.latentwatch.schemas.ModelAction;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./latentwatch models load}: tries a bundle beside the active one. */
@Command(
        name = "load",
        description =
                "Has a bundle fetched, verified, and tried beside the active one: its verdicts carry the role SHADOW.")
final class LoadCommand implements Callable<Integer> {
    @Mixin
    private Order order;

    @Option(
            names = "--uri",
            required = true,
            paramLabel = "URI",
            description =
                    "Where the job fetches it: a folder, or a zip archive that ends with .zip, below one of models.allowed-uris.")
    private String uri;

    @Override
    public Integer call() throws Exception {
        order.send(ModelAction.LOAD_SHADOW, Optional.of(uri));
        return 0;
    }
}
