package io.latentwatch.local.alarms;

import io.latentwatch.schemas.Alarm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The alarms that a topic tells of, in the order in which they were raised. Not thread-safe. */
public final class AlarmLog {
    private final Map<String, AlarmState> byId = new LinkedHashMap<>();

    /** Takes the next event in. */
    public void add(Alarm event) {
        byId.merge(event.getId(), AlarmState.of(event), (known, first) -> known.after(event));
    }

    boolean holds(String id) {
        return byId.containsKey(id);
    }

    List<AlarmState> all() {
        return List.copyOf(byId.values());
    }

    /** Those that were raised and not resolved. */
    public List<AlarmState> open() {
        return byId.values().stream().filter(AlarmState::open).toList();
    }
}
