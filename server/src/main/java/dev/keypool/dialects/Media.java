package dev.keypool.dialects;

import dev.keypool.dialects.Part.Source;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Content of images and files: data URLs of OpenAI's dialects and back. */
final class Media {
    private static final String BASE64 = ";base64,";

    private Media() {}

    /**
     * A {@code data:} URL or one of the web.
     *
     * @param path where it stands, for the refusal
     */
    static Source source(String url, String path) {
        if (url.startsWith("https://") || url.startsWith("http://")) return new Source.Url(url);
        int mark = url.indexOf(BASE64);
        if (!url.startsWith("data:") || mark < 0)
            throw new Untranslatable(
                    path,
                    path + " is neither a URL with http(s) nor data:<media type>;base64,<content>. Send one of them.");
        String type = url.substring("data:".length(), mark);
        int more = type.indexOf(';');
        String bare = more < 0 ? type : type.substring(0, more);
        return new Source.Base64(bare.toLowerCase(Locale.ROOT), url.substring(mark + BASE64.length()));
    }

    /** The URL under which OpenAI's dialects take it. */
    static String url(Source source) {
        return switch (source) {
            case Source.Url url -> url.url();
            case Source.Base64 data -> "data:" + data.mediaType() + BASE64 + data.data();
            case Source.Plain plain -> "data:text/plain" + BASE64 + encoded(plain.text());
        };
    }

    /**
     * A file's content, as plain text if its media type says so.
     *
     * @param path where it stands, for the refusal
     */
    static Source file(Source source, String path) {
        if (!(source instanceof Source.Base64 data) || !data.mediaType().startsWith("text/")) return source;
        try {
            byte[] content = Base64.getDecoder().decode(data.data());
            return new Source.Plain(new String(content, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new Untranslatable(path, path + " is not valid base64. Send the file's content in base64.");
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
