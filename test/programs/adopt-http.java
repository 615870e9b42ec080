// java adopt-http.java ADDR...: com.sun.net.httpserver on each address, such as 127.0.0.1:80 or *:80; answers with
// facts, as JSON; with LOADED=FILE in its environment, by status 503 until that file is there. The JDK makes IPv6 sockets and binds them to ::ffff:127.0.0.1.
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

class AdoptHttp {
    public static void main(String[] addresses) throws Exception {
        for (String address : addresses) {
            serve(address);
        }
    }

    static void serve(String address) throws Exception {
        HttpServer server = HttpServer.create(placeOf(address), 5);
        server.createContext("/", exchange -> {
            InetSocketAddress peer = exchange.getRemoteAddress();
            String host = peer.getAddress().getHostAddress();
            String text = host.contains(":") ? "[::1]" : host;
            byte[] body = String.format("{\"address\":\"%s\",\"pid\":%d,\"peer\":\"%s:%d\"}", address,
                    ProcessHandle.current().pid(), text, peer.getPort()).getBytes();
            String loaded = System.getenv("LOADED");
            boolean isLoading = loaded != null && !Files.exists(Path.of(loaded));
            exchange.sendResponseHeaders(isLoading ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    static InetSocketAddress placeOf(String address) {
        int colon = address.lastIndexOf(':');
        int port = Integer.parseInt(address.substring(colon + 1));
        String host = address.substring(0, colon);
        return host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }
}
