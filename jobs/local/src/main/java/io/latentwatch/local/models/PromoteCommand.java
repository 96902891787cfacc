package io.latentwatch.local.models;

import io.latentwatch.schemas.ModelAction;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./latentwatch models promote}: makes a bundle the active one. */
@Command(name = "promote", description = "Makes a bundle the active one, at the edge of a batch.")
final class PromoteCommand implements Callable<Integer> {
    @Mixin
    private Order order;

    @Option(names = "--uri", paramLabel = "URI", description = "Where the job fetches it, if it does not know it yet.")
    private Optional<String> uri = Optional.empty();

    @Override
    public Integer call() throws Exception {
        order.send(ModelAction.ACTIVATE, uri);
        return 0;
    }
}
