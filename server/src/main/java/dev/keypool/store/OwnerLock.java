package dev.keypool.store;

import dev.keypool.values.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Holds a data directory for this process: limits are exact and the ledger is whole only with one owner. The operating
 * system releases the lock when the process dies, however it dies. Thread-safe.
 */
final class OwnerLock implements AutoCloseable {
    private final FileChannel channel;

    private OwnerLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock of that file, or refuses with a sentence that names the process which holds it. */
    static OwnerLock take(Path file) {
        try {
            FileChannel channel = PrivateFile.open(file);
            if (tryLock(channel) == null) {
                String owner = read(channel);
                channel.close();
                throw inUse(file, owner);
            }
            channel.truncate(0).write(ByteBuffer.wrap(ownPid()), 0);
            return new OwnerLock(channel);
        } catch (IOException e) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "store_unavailable",
                    "The lock file " + file + " cannot be written. Check that its folder belongs to the user that runs"
                            + " Keypool.");
        }
    }

    @Override
    public void close() throws IOException {
        // The file stays: deleting it would let two processes lock two files of the same name.
        channel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        return StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
    }

    private static byte[] ownPid() {
        return Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    }

    private static Refusal inUse(Path file, String owner) {
        String who = owner.isEmpty() ? "another process" : "process " + owner;
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "data_directory_in_use",
                "The data directory " + file.toAbsolutePath().getParent() + " is already used by " + who
                        + ", and limits are exact only with one owner. Stop that process or choose another directory.");
    }
}
