package dev.keypool.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A provider that plays, for each key, what a test wrote, byte by byte on a bare socket: odd chunks, resets, silence.
 * Thread-safe.
 */
final class ScriptedProvider implements AutoCloseable {
    private final ServerSocket server;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, Script> uploads = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** What is played for a request. */
    @FunctionalInterface
    interface Script {
        void play(Seen request, Wire wire) throws Exception;
    }

    /** A request as it arrived. Header names in lower case. */
    record Seen(String line, Map<String, String> headers, String body) {
        String key() {
            return headers.getOrDefault("authorization", "").replace("Bearer ", "");
        }

        Seen with(InputStream in) throws IOException {
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            return new Seen(line, headers, new String(in.readNBytes(length), UTF_8));
        }
    }

    ScriptedProvider() throws IOException {
        server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String origin() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    void when(String key, Script script) {
        scripts.put(key, script);
    }

    /** Played behind the head of a request, before its body is read. */
    void whileUploading(String key, Script script) {
        uploads.put(key, script);
    }

    /** Always that JSON. */
    void when(String key, int status, String json) {
        when(key, (request, wire) -> wire.json(status, json));
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    List<String> keysSeen() {
        return seen.stream().map(Seen::key).toList();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Seen head = head(in); head != null; head = head(in)) {
                Script upload = uploads.get(head.key());
                if (upload != null) {
                    upload.play(head, new Wire(socket, in));
                    continue;
                }
                Seen request = head.with(in);
                seen.add(request);
                Script script = scripts.get(request.key());
                if (script == null) throw new IOException("No script for key " + request.key());
                script.play(request, new Wire(socket, in));
            }
        } catch (Exception e) {
            // The gateway went away, or the script closed the socket: both are what a test wants.
        }
    }

    private static @Nullable Seen head(InputStream in) throws IOException {
        String line = line(in);
        if (line.isEmpty()) return null;
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return new Seen(line, headers, "");
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) if (b != '\r') text.append((char) b);
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** The way back. */
    static final class Wire {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        private Wire(Socket socket, InputStream in) throws IOException {
            this.socket = socket;
            this.in = in;
            this.out = socket.getOutputStream();
        }

        void json(int status, String json, String... headers) throws IOException {
            byte[] body = json.getBytes(UTF_8);
            var head = new StringBuilder("HTTP/1.1 " + status + " X\r\ncontent-type: application/json\r\n");
            for (String header : headers) head.append(header).append("\r\n");
            raw(head + "content-length: " + body.length + "\r\n\r\n" + json);
        }

        /** Begins a stream. */
        void events() throws IOException {
            raw("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
        }

        /** One HTTP chunk, flushed. */
        void chunk(byte[] bytes) throws IOException {
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
            out.write(bytes);
            out.write("\r\n".getBytes(UTF_8));
            out.flush();
        }

        void chunk(String text) throws IOException {
            chunk(text.getBytes(UTF_8));
        }

        void end() throws IOException {
            raw("0\r\n\r\n");
        }

        void raw(String text) throws IOException {
            out.write(text.getBytes(UTF_8));
            out.flush();
        }

        /** Cuts the connection with a TCP reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Reads so many bytes of the body, or until the gateway has closed its side. */
        void skip(int bytes) throws IOException {
            byte[] buffer = new byte[1 << 16];
            for (int left = bytes; left > 0; ) {
                int n = in.read(buffer, 0, Math.min(left, buffer.length));
                if (n < 0) return;
                left -= n;
            }
        }

        /** Waits until the gateway has closed its side, then counts down. */
        void untilGone(CountDownLatch gone) throws IOException {
            try {
                while (in.read() >= 0) {}
            } finally {
                gone.countDown();
            }
        }
    }
}
