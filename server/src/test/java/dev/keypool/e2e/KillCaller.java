package dev.keypool.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A caller who asks and asks until the server dies under him, and notes what he got whole. Confined to its thread. */
final class KillCaller {
    private final Http api;
    private final String name;
    private final boolean stream;
    private final Random random;
    private final KillTest.Diary diary;

    KillCaller(Http api, String name, boolean stream, Random random, KillTest.Diary diary) {
        this.api = api;
        this.name = name;
        this.stream = stream;
        this.random = random;
        this.diary = diary;
    }

    void callUntilDeath() {
        for (int n = 0; ; n++) {
            try {
                call(name + "-" + n, 1 + random.nextInt(KillTest.Diary.LONGEST_PROMPT));
            } catch (UncheckedIOException dead) {
                return;
            }
        }
    }

    private void call(String request, int promptLength) {
        String body = "{\"model\":\"openrouter/sandbox/chat\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(promptLength) + "\"}]}";
        HttpResponse<InputStream> response = api.open("/v1/chat/completions", body, "X-Request-Id", request);
        if (response.statusCode() != 200) diary.refuse(request + ": " + response.statusCode());
        else if (whole(response.body())) diary.complete(request, promptLength, stream);
    }

    /** An answer is whole when its announced length came, a stream from its {@code [DONE]} on, however it ended then. */
    private boolean whole(InputStream in) {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        try (in) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer))
                text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
        } catch (IOException cut) {
            return stream && text.indexOf("data: [DONE]\n\n") >= 0;
        }
        return !stream || text.indexOf("data: [DONE]\n\n") >= 0;
    }
}
