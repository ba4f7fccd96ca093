package tsc

// #include <tsc.h>
import "C"

import (
	"time"
	"unsafe"
)

// An Option is a [ServerOption] or a [SignInOption], for [WithSession].
type Option interface {
	option()
}

// A ServerOption is a setting of a server, for [NewServer], [Server.Configure] and [WithSession].
type ServerOption interface {
	Option
	configureServer(*Server) error
}

// A SignInOption is a setting of a sign-in, for [Server.SignIn] and [WithSession].
type SignInOption interface {
	Option
	configureSignIn(*signIn)
}

// A ListOption is a setting of a list, for [Session.List] and [NodeList.Configure].
type ListOption interface {
	configureList(*NodeList) error
}

// A RequestOption is a setting of a request, for [Session.Request] and [Request.Configure].
type RequestOption interface {
	configureRequest(*Request) error
}

// A HeaderOption is a setting of a server, of a list or of a request.
type HeaderOption interface {
	ServerOption
	ListOption
	RequestOption
}

// A ParameterOption is a setting of a list or of a request.
type ParameterOption interface {
	ListOption
	RequestOption
}

type serverOption func(*Server, *arguments) error

func (serverOption) option() {}

func (o serverOption) configureServer(s *Server) error {
	var args arguments
	defer args.wipe()
	return o(s, &args)
}

// set calls a setter, unless an argument is invalid.
func (s *Server) set(args *arguments, setter func(*C.tsc_server, **C.tsc_error) C.tsc_status) error {
	return s.handle.set(args, func(p unsafe.Pointer, e **C.tsc_error) C.tsc_status {
		return setter((*C.tsc_server)(p), e)
	})
}

// WithCAPath sets a file or directory of certificates to trust, instead of the certificate
// authorities of the system. Use it for servers whose certificate is self-signed or signed by a
// private CA. The path names a file with one or more certificates (PEM, or one as DER), or a
// directory of such files. Certificates that cannot be read are ignored; the error is [ErrCAPath] if
// none is usable. The files are read now and never later. "" restores the default, the certificate
// authorities of the system.
//
// The dates, purpose and host names of a server's certificate are still verified.
func WithCAPath(path string) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		cpath := args.optional("the path of the CA", path)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_ca_path(p, cpath, e)
		})
	})
}

// WithCAPEM sets the certificates to trust from PEM text. It is otherwise like [WithCAPath], and the
// two replace each other. nil restores the default, the certificate authorities of the system; an
// empty slice that is not nil is refused with [ErrCAPath].
func WithCAPEM(pem []byte) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_ca_pem(p, (*C.char)(unsafe.Pointer(unsafe.SliceData(pem))), C.size_t(len(pem)), e)
		})
	})
}

// WithVerify turns the verification of the server's certificate off or on; it is on by default. Turn
// it off for development only: without it, anybody on the network path can read the secrets. If it
// is off, the CA that is set has no effect.
func WithVerify(verify bool) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_verify(p, flag(verify), e)
		})
	})
}

// WithInsecureSkipVerify is the same as WithVerify(false), for development only.
func WithInsecureSkipVerify() ServerOption {
	return WithVerify(false)
}

// WithAllowHTTP allows or forbids that secrets are sent over plain http to another machine, where
// anybody on the network path can read them. It is forbidden by default: sign-ins to such servers
// fail with [ErrInsecure]. Secrets may always be sent over http to this machine.
func WithAllowHTTP(allow bool) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_allow_http(p, flag(allow), e)
		})
	})
}

// WithClientCertificate sets the client certificate for servers that request one (mutual TLS): the
// paths of PEM files with the certificate and its chain, and with the private key, not encrypted.
// keyPath is "" if the key is in the first file too; both are "" for no client certificate, the
// default. The files are read now and never later; the error is [ErrCAPath] if they are not usable.
// Proxies do not get the certificate.
func WithClientCertificate(certPath, keyPath string) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		cert := args.optional("the path of the client certificate", certPath)
		key := args.optional("the path of the client certificate's key", keyPath)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_client_certificate(p, cert, key, e)
		})
	})
}

// WithClientCertificatePEM sets the client certificate from PEM text with the chain and the key. It
// is otherwise like [WithClientCertificate], and the two replace each other. nil means no client
// certificate.
func WithClientCertificatePEM(pem []byte) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_client_certificate_pem(p, (*C.char)(unsafe.Pointer(unsafe.SliceData(pem))), C.size_t(len(pem)), e)
		})
	})
}

// WithProxy sets the proxy, such as "http://proxy.example.com:3128", or "https://…" for TLS to the
// proxy itself, with "user:password@" (percent-encoded) if the proxy requires it. Every host is then
// reached through it, also those in no_proxy, except for an http server on this machine. "" means no
// proxy. socks4 and socks5 are refused with [ErrInvalidArgument]. The default is the environment's
// proxy: [WithProxyFromEnvironment].
func WithProxy(url string) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		curl := args.text("the address of the proxy", url)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_proxy(p, curl, e)
		})
	})
}

// WithProxyFromEnvironment restores the default, the proxy that the environment named when
// [NewServer] was called: http_proxy for http servers, https_proxy or HTTPS_PROXY for https servers,
// all_proxy or ALL_PROXY for both, except for the hosts in no_proxy or NO_PROXY.
func WithProxyFromEnvironment() ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_proxy(p, nil, e)
		})
	})
}

// WithUserAgent sets the name of the program in the User-Agent header, 1 to 256 printable ASCII
// characters: "MyApp/1.0" makes "MyApp/1.0 libtsc/0.1.0". "" restores the default, only the name of
// the library.
func WithUserAgent(product string) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		cproduct := args.optional("the product", product)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_user_agent(p, cproduct, e)
		})
	})
}

// WithAPIVersion sets the REST API version that sessions use, "3.19". "" restores the default, the
// newest version that the server supports. If the server does not have the version, sign-ins fail
// with [ErrUnsupportedVersion]. While a version is set, a sign-in sends the secret to the
// server's address without a check that a Tableau server responds there.
func WithAPIVersion(version string) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		cversion := args.optional("the API version", version)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_api_version(p, cversion, e)
		})
	})
}

// WithTimeouts sets the time limits of calls: connect limits making a connection, with the name
// resolution, the proxy and the TLS handshake (by default 10 s); read limits the time in which the
// server sends nothing, or takes in nothing of a request (2 minutes); total limits a whole call with
// all its HTTP requests (10 minutes). 0 means no limit. A negative limit or one longer than
// 2^32 - 1 milliseconds is refused. A call uses the limits that are set when it begins, also in a
// session that signed in before. To limit a single call, pass a context with a deadline.
func WithTimeouts(connect, read, total time.Duration) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		cconnect := args.milliseconds("the connect limit", connect)
		cread := args.milliseconds("the read limit", read)
		ctotal := args.milliseconds("the total limit", total)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_timeouts(p, cconnect, cread, ctotal, e)
		})
	})
}

// WithRetry sets how often the requests of one call may be sent in total, beside the first time of
// each (by default 4; 1 means that nothing is sent again), and the longest wait before a repetition
// (30 s; 0 means no wait). After the HTTP status 429 any request is sent again; after 408, 502, 503 and
// 504 and lost connections only what the server may receive twice: GET and HEAD, sign-ins with a token,
// and requests of [WithRepeatable]. A Retry-After header makes the wait longer; if it asks for more
// than the longest wait, the call returns at once. The end of the context ends the wait. Sessions keep
// the setting of their sign-in.
func WithRetry(attempts int, longestWait time.Duration) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		cattempts := args.uint32("the number of attempts", int64(attempts))
		clongest := args.milliseconds("the longest wait", longestWait)
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_retry(p, cattempts, clongest, e)
		})
	})
}

// WithRenewal sets whether the sessions that sign in afterwards sign in again by themselves when the
// server has ended them, and repeat the call that met it. It is off by default: the library then keeps
// the credentials in memory until the sign-out. Sessions with a personal access token, a password or a
// connected app can be renewed. If the server refuses it, the call fails with [ErrSessionExpired].
func WithRenewal(renew bool) ServerOption {
	return serverOption(func(s *Server, args *arguments) error {
		return s.set(args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
			return C.tsc_server_set_renewal(p, flag(renew), e)
		})
	})
}

func flag(b bool) C.int32_t {
	if b {
		return 1
	}
	return 0
}

type headerOption struct {
	name, value string
	remove      bool
}

func (headerOption) option() {}

// WithHeader sets a header. A header of the same name that was set before is replaced; upper and
// lower case of the name are the same. The value is sent byte for byte. Headers that the library
// sets, such as X-Tableau-Auth and Host, are refused with [ErrInvalidArgument].
//
// A header of a server is sent with every request to it, also over plain http, and before the server
// is known to be a Tableau server. A header of a list or a request replaces the server's of the same
// name. A list's replaces the library's own Accept, application/xml, too.
func WithHeader(name, value string) HeaderOption {
	return headerOption{name: name, value: value}
}

// WithoutHeader removes a header that [WithHeader] set.
func WithoutHeader(name string) HeaderOption {
	return headerOption{name: name, remove: true}
}

func (o headerOption) texts(args *arguments) (name, value *C.char) {
	name = args.text("the header's name", o.name)
	if !o.remove {
		value = args.text("the header "+o.name, o.value)
	}
	return name, value
}

func (o headerOption) configureServer(s *Server) error {
	var args arguments
	defer args.wipe()
	name, value := o.texts(&args)
	return s.set(&args, func(p *C.tsc_server, e **C.tsc_error) C.tsc_status {
		return C.tsc_server_set_header(p, name, value, e)
	})
}

func (o headerOption) configureList(l *NodeList) error {
	var args arguments
	defer args.wipe()
	name, value := o.texts(&args)
	return l.set(&args, func(p *C.tsc_list, e **C.tsc_error) C.tsc_status {
		return C.tsc_list_set_header(p, name, value, e)
	})
}

func (o headerOption) configureRequest(r *Request) error {
	var args arguments
	defer args.wipe()
	name, value := o.texts(&args)
	return r.set(&args, func(p *C.tsc_request, e **C.tsc_error) C.tsc_status {
		return C.tsc_request_set_header(p, name, value, e)
	})
}

type parameterOption struct{ name, value string }

// WithParameter sets a parameter of the query, such as "fields" to "_all_". A parameter of the same
// name that was set before is replaced. The library percent-encodes the name and the value. A list
// refuses pageSize, pageNumber, filter and sort, for which there are other options.
func WithParameter(name, value string) ParameterOption {
	return parameterOption{name, value}
}

func (o parameterOption) texts(args *arguments) (name, value *C.char) {
	return args.text("the parameter's name", o.name), args.text("the parameter "+o.name, o.value)
}

func (o parameterOption) configureList(l *NodeList) error {
	var args arguments
	defer args.wipe()
	name, value := o.texts(&args)
	return l.set(&args, func(p *C.tsc_list, e **C.tsc_error) C.tsc_status {
		return C.tsc_list_set_parameter(p, name, value, e)
	})
}

func (o parameterOption) configureRequest(r *Request) error {
	var args arguments
	defer args.wipe()
	name, value := o.texts(&args)
	return r.set(&args, func(p *C.tsc_request, e **C.tsc_error) C.tsc_status {
		return C.tsc_request_set_parameter(p, name, value, e)
	})
}

type listOption func(*NodeList, *arguments) error

func (o listOption) configureList(l *NodeList) error {
	var args arguments
	defer args.wipe()
	return o(l, &args)
}

// WithPageSize sets how many items are fetched with one HTTP request, 1 to 1000. The default is 1000.
// If the server says that it is too large, the library continues with 100.
func WithPageSize(size int) ListOption {
	return listOption(func(l *NodeList, args *arguments) error {
		csize := args.uint32("the page size", int64(size))
		return l.set(args, func(p *C.tsc_list, e **C.tsc_error) C.tsc_status {
			return C.tsc_list_set_page_size(p, csize, e)
		})
	})
}

// WithLookahead sets how many pages are fetched ahead of the one that is read, at the same time, 0 to
// 8. The default is 0: each page is fetched when it is needed. With 4 a list is read in about a third
// of the time, if the time is that of the network. The items, their order and the errors are the same.
// Threads of the library, which end with their page, fetch the pages.
func WithLookahead(pages int) ListOption {
	return listOption(func(l *NodeList, args *arguments) error {
		cpages := args.uint32("the look-ahead", int64(pages))
		return l.set(args, func(p *C.tsc_list, e **C.tsc_error) C.tsc_status {
			return C.tsc_list_set_lookahead(p, cpages, e)
		})
	})
}

// WithFilter adds a condition that the items must meet; if there are several, they must meet all.
// Tableau's REST API reference says which fields each list has. Operators are "eq", "gt", "gte",
// "lt", "lte", "in", "has" and "cieq". For "in" the value is "[one,two]". The value is not
// percent-encoded. Tableau treats commas and ampersands in it as separators; if a server does not
// find such a value, replace them with "*", which matches any text.
func WithFilter(field, operator, value string) ListOption {
	return listOption(func(l *NodeList, args *arguments) error {
		cfield := args.text("the filter's field", field)
		coperator := args.text("the filter's operator", operator)
		cvalue := args.text("the filter's value", value)
		return l.set(args, func(p *C.tsc_list, e **C.tsc_error) C.tsc_status {
			return C.tsc_list_add_filter(p, cfield, coperator, cvalue, e)
		})
	})
}

// WithSort adds a sort key, ascending. The list is sorted by the first key that was added, then by
// the second, and so on.
func WithSort(field string) ListOption {
	return sortOption(field, false)
}

// WithSortDescending adds a sort key like [WithSort], descending.
func WithSortDescending(field string) ListOption {
	return sortOption(field, true)
}

func sortOption(field string, descending bool) ListOption {
	return listOption(func(l *NodeList, args *arguments) error {
		cfield := args.text("the sort key's field", field)
		return l.set(args, func(p *C.tsc_list, e **C.tsc_error) C.tsc_status {
			return C.tsc_list_add_sort(p, cfield, flag(descending), e)
		})
	})
}

type requestOption func(*Request, *arguments) error

func (o requestOption) configureRequest(r *Request) error {
	var args arguments
	defer args.wipe()
	return o(r, &args)
}

// WithBody sets the body, in place of one that was set before. The bytes are copied; nil is an empty
// body. The content type, such as "application/json" or "multipart/mixed; boundary=…", replaces one
// that [WithHeader] set. If it is "", that one is sent; without one, "text/xml" if the body begins
// with "<", and otherwise none.
func WithBody(contentType string, body []byte) RequestOption {
	return requestOption(func(r *Request, args *arguments) error {
		ctype := args.optional("the content type", contentType)
		return r.set(args, func(p *C.tsc_request, e **C.tsc_error) C.tsc_status {
			if len(body) == 0 {
				return C.tsc_request_set_body(p, ctype, nil, 0, e)
			}
			return C.tsc_request_set_body(p, ctype, unsafe.Pointer(&body[0]), C.size_t(len(body)), e)
		})
	})
}

// WithMaxResponseSize sets the limit for the body of a successful response, decompressed, in bytes:
// 64 MiB by default, 0 for no body, [math.MaxUint64] for no limit. If the response is an error, at
// most 1 MiB of its body is read.
func WithMaxResponseSize(bytes uint64) RequestOption {
	return requestOption(func(r *Request, args *arguments) error {
		return r.set(args, func(p *C.tsc_request, e **C.tsc_error) C.tsc_status {
			return C.tsc_request_set_max_response_size(p, C.uint64_t(bytes), e)
		})
	})
}

// WithRepeatable sets whether a request may be sent again although the server may have received it,
// such as a POST that only asks, as those of the Metadata API do. It is off by default; GET and HEAD may
// always be sent again. See [WithRetry].
func WithRepeatable(repeatable bool) RequestOption {
	return requestOption(func(r *Request, args *arguments) error {
		return r.set(args, func(p *C.tsc_request, e **C.tsc_error) C.tsc_status {
			return C.tsc_request_set_repeatable(p, flag(repeatable), e)
		})
	})
}

// WithRequestTimeouts sets time limits of a request, instead of those of [WithTimeouts]: read limits
// the time in which the server sends nothing, or takes in nothing of the request; total limits one
// [Request.Send]. 0 means no limit. A negative limit or one longer than 2^32 - 1 milliseconds is
// refused.
func WithRequestTimeouts(read, total time.Duration) RequestOption {
	return requestOption(func(r *Request, args *arguments) error {
		cread := args.milliseconds("the read limit", read)
		ctotal := args.milliseconds("the total limit", total)
		return r.set(args, func(p *C.tsc_request, e **C.tsc_error) C.tsc_status {
			return C.tsc_request_set_timeouts(p, cread, ctotal, e)
		})
	})
}

type signInOption func(*signIn)

func (signInOption) option() {}

func (o signInOption) configureSignIn(in *signIn) { o(in) }

// WithSite signs in to a site, by its contentUrl, which follows "/site/" in the address bar of the
// browser. "" is the default site, which Tableau Cloud does not have.
func WithSite(contentURL string) SignInOption {
	return signInOption(func(in *signIn) { in.site = contentURL })
}

// WithImpersonation signs in as another user, by the id of that user on the site, which only server
// administrators may do. "" means the user to whom the credentials belong.
func WithImpersonation(userID string) SignInOption {
	return signInOption(func(in *signIn) { in.impersonated = userID })
}
