package io.latentwatch.evaluation.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.evaluation.SmallModel;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorProfileTest {
    @Test
    void takesMediansOfKernelTimesAfterTheWarmUp() throws IOException {
        String trace = """
                [{"cat":"Session","name":"model_run","dur":99},
                 {"cat":"Node","name":"conv1_fence_before","dur":7,"args":{"op_name":"Conv"}},
                 {"cat":"Node","name":"conv1_kernel_time","dur":500,"args":{"op_name":"Conv"}},
                 {"cat":"Node","name":"conv1_kernel_time","dur":30,"args":{"op_name":"Conv"}},
                 {"cat":"Node","name":"dense_kernel_time","dur":900,"args":{"op_name":"Gemm"}},
                 {"cat":"Node","name":"dense_kernel_time","dur":8,"args":{"op_name":"Gemm"}},
                 {"cat":"Node","name":"conv1_kernel_time","dur":34,"args":{"op_name":"Conv"}},
                 {"cat":"Node","name":"dense_kernel_time","dur":8,"args":{"op_name":"Gemm"}}]
                """;

        List<OperatorTime> times = OperatorProfile.read(new ObjectMapper().readTree(trace), 1);

        assertThat(times)
                .containsExactly(new OperatorTime("conv1", "Conv", 32, 0.8), new OperatorTime("dense", "Gemm", 8, 0.2));
    }

    @Test
    void profilesAModel() throws IOException {
        List<OperatorTime> times =
                OperatorProfile.of(SmallModel.convolutional(1).toByteArray(), new long[] {32, 1, 8, 8}, 5);

        assertThat(times).extracting(OperatorTime::operator).anyMatch(operator -> operator.contains("Conv"));
        assertThat(times.stream().mapToDouble(OperatorTime::share).sum()).isCloseTo(1, within(1e-9));
    }
}
