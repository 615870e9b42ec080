// epoll-asio ADDRESS: answers each connection with what it has sent. Boost.Asio puts a socket into its epoll set
// when it is opened, so before it is bound; edge-triggered, with a pointer as data.
#include <boost/asio.hpp>
#include <iostream>
#include <string>

namespace asio = boost::asio;

template <typename Protocol> class server {
    typename Protocol::acceptor acceptor;
    typename Protocol::socket connection;

    void accept_next() {
        acceptor.async_accept(connection, [this](boost::system::error_code error) {
            std::string text;
            if (!error)
                asio::read(connection, asio::dynamic_buffer(text), error); // until its end
            asio::write(connection, asio::buffer(text), error);
            connection.close();
            accept_next();
        });
    }

public:
    server(asio::io_context &loop, typename Protocol::endpoint endpoint) : acceptor(loop), connection(loop) {
        acceptor.open(endpoint.protocol());
        acceptor.bind(endpoint);
        acceptor.listen();
        accept_next();
        std::cout << "ready" << std::endl;
        loop.run();
    }
};

int main(int, char **arguments) {
    asio::io_context loop;
    std::string address = arguments[1];
    auto colon = address.find(':');
    if (colon == std::string::npos) {
        server<asio::local::stream_protocol>(loop, {address});
    } else {
        auto port = static_cast<unsigned short>(std::stoi(address.substr(colon + 1)));
        server<asio::ip::tcp>(loop, {asio::ip::make_address(address.substr(0, colon)), port});
    }
}
