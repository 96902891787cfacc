package io.latentwatch.local.alarms;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./latentwatch alarms list}: what is open. */
@Command(
        name = "list",
        description =
                "Lists the alarms that are open, with what speaks for them and where examples stand, as far back as their topic goes.")
final class ListCommand implements Callable<Integer> {
    @Mixin
    private AlarmTopics topics;

    @Option(
            names = "--all",
            description =
                    "Those that are over, too, and refused commands for bundles (level BUNDLE), which never are open.")
    private boolean all;

    @Option(names = "--json", description = "A JSON object for each, one a line.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        AlarmLog log = topics.read();
        List<AlarmState> chosen = all ? log.all() : log.open();
        PrintWriter out = spec.commandLine().getOut();
        for (AlarmState state : chosen) {
            out.println(json ? AlarmWords.json(state) : AlarmWords.lines(state, System.currentTimeMillis()));
        }
        if (!json) {
            out.printf(
                    "%d alarms in %s, %d of them open%n",
                    log.all().size(), topics.alarms(), log.open().size());
        }
        out.flush();
        return 0;
    }
}
