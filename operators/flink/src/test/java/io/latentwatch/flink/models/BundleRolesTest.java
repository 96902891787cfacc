package io.latentwatch.flink.models;

import static io.latentwatch.schemas.ModelAction.ACTIVATE;
import static io.latentwatch.schemas.ModelAction.LOAD_SHADOW;
import static io.latentwatch.schemas.ModelAction.ROLLBACK;
import static io.latentwatch.schemas.ModelAction.UNLOAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.schemas.ModelAction;
import io.latentwatch.schemas.ModelCommand;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BundleRolesTest {
    private static final String CONFIGURED = "c".repeat(64);

    private final BundleRoles roles = BundleRoles.atStart(CONFIGURED, -1);
    private long sequence;

    @Test
    void theConfigurationsBundleIsFollowedWhateverItIsUntilACommandIsAccepted() {
        ModelState state = roles.state(7);

        BundleRoles later = BundleRoles.restore(id(9), state);

        assertThat(later.active()).isEqualTo(id(9));
        assertThat(state.nextOffset).isEqualTo(7);
    }

    @Test
    void anAcceptedBundleIsKeptWhateverTheConfigurationSays() throws Exception {
        accept(ACTIVATE, id(1), "s3://b/1");
        accept(LOAD_SHADOW, id(2), "s3://b/2");

        BundleRoles later = BundleRoles.restore(id(9), roles.state(2));

        assertThat(later.active()).isEqualTo(id(1));
        assertThat(later.uri(id(1))).contains("s3://b/1");
        assertThat(later.shadow()).contains(id(2));
        assertThatThrownBy(() -> later.refuse(command(2, ROLLBACK, id(2), null)))
                .hasMessageContaining("sequence is 2");
    }

    @Test
    void aShadowThatTheConfigurationMakesActiveIsNoShadowAnyMore() throws Exception {
        accept(LOAD_SHADOW, id(1), "s3://b/1");

        BundleRoles later = BundleRoles.restore(id(1), roles.state(1));

        assertThat(later.active()).isEqualTo(id(1));
        assertThat(later.shadow()).isEmpty();
    }

    @Test
    void goingBackTakesTheUriThatWasAcceptedAndNotTheCommands() throws Exception {
        accept(ACTIVATE, id(1), "s3://b/1");
        accept(ACTIVATE, id(2), "s3://b/2");

        assertThat(roles.source(command(9, ROLLBACK, id(1), "s3://elsewhere/1")))
                .contains("s3://b/1");
        assertThat(roles.source(command(9, ROLLBACK, CONFIGURED, "s3://elsewhere/c")))
                .isEmpty();
    }

    @Test
    void promotingTheShadowNeedsNothingToBeOpened() throws Exception {
        accept(LOAD_SHADOW, id(1), "s3://b/1");

        assertThat(roles.needs(command(9, ACTIVATE, id(1), null))).isFalse();
        assertThat(roles.needs(command(9, ACTIVATE, id(2), "s3://b/2"))).isTrue();
        accept(ACTIVATE, id(1), null);
        assertThat(roles.shadow()).isEmpty();
        assertThat(roles.uri(id(1))).contains("s3://b/1");
    }

    /** Nothing is fetched from there, so nobody looks whether it is allowed; a restart would have to fetch from it. */
    @Test
    void aUriThatIsGivenForABundleAtWorkIsNotKept() throws Exception {
        accept(LOAD_SHADOW, id(1), "s3://b/1");
        accept(LOAD_SHADOW, id(1), "http://elsewhere/1");
        accept(ACTIVATE, id(1), "http://elsewhere/1");
        accept(ACTIVATE, id(1), "x".repeat(1 << 20));

        assertThat(roles.uri(id(1))).contains("s3://b/1");
        assertThat(roles.state(0).uris).containsExactly("s3://b/1");
    }

    @Test
    void aShadowOfTheConfigurationStaysWithoutAUriWhenItIsPromoted() throws Exception {
        accept(ACTIVATE, id(1), "s3://b/1");
        accept(LOAD_SHADOW, CONFIGURED, null);
        BundleRoles later = BundleRoles.restore(id(9), roles.state(0));

        later.accept(command(++sequence, ACTIVATE, CONFIGURED, "http://elsewhere/c"));

        assertThat(later.uri(CONFIGURED)).isEmpty();
    }

    @Test
    void forgetsTheOldestWithoutARole() throws Exception {
        accept(LOAD_SHADOW, id(0), "s3://b/0");
        for (int bundle = 1; bundle <= BundleRoles.MOST_KNOWN + 5; bundle++) {
            accept(ACTIVATE, id(bundle), "s3://b/" + bundle);
        }

        assertThat(roles.state(0).ids)
                .hasSize(BundleRoles.MOST_KNOWN)
                .contains(id(0))
                .doesNotContain(id(1), id(6));
        assertThatThrownBy(() -> roles.refuse(command(1_000, ROLLBACK, id(1), "s3://b/1")))
                .hasMessageContaining("never accepted");
    }

    @Test
    void saysWhichBundlesAreKnownNoMore() throws Exception {
        assertThat(accept(LOAD_SHADOW, id(0), "s3://b/0")).isEmpty();
        assertThat(accept(UNLOAD, id(0), null)).containsExactly(id(0));
        for (int bundle = 1; bundle <= BundleRoles.MOST_KNOWN; bundle++) {
            assertThat(accept(ACTIVATE, id(bundle), "s3://b/" + bundle)).isEmpty();
        }

        assertThat(accept(ACTIVATE, id(40), "s3://b/40")).containsExactly(id(1));
    }

    @Test
    void ofTheStatesOfAllSubtasksTheFurthestCounts() throws Exception {
        ModelState behind = roles.state(1);
        accept(ACTIVATE, id(1), "s3://b/1");
        ModelState ahead = roles.state(2);

        assertThat(ModelState.furthest(List.of(behind, ahead, behind))).containsSame(ahead);
        assertThat(ModelState.furthest(List.of())).isEqualTo(Optional.empty());
    }

    private List<String> accept(ModelAction action, String bundle, String uri) throws CommandRefusedException {
        ModelCommand command = command(++sequence, action, bundle, uri);
        roles.refuse(command);
        return roles.accept(command);
    }

    private static ModelCommand command(long sequence, ModelAction action, String bundle, String uri) {
        return ModelCommand.newBuilder()
                .setSequence(sequence)
                .setAction(action)
                .setBundleId(bundle)
                .setUri(uri)
                .build();
    }

    private static String id(int bundle) {
        return "%064x".formatted(bundle);
    }
}
