using System;

namespace Tsc
{
    /// <summary>
    /// The user and the site of a sign-in. Credentials do not change, and show their secrets neither in
    /// <see cref="object.ToString"/> nor in a property. Any thread may use them.
    /// </summary>
    /// <remarks>
    /// A secret in a string of .NET cannot be wiped; the copy for the library is wiped after the call.
    /// </remarks>
    public abstract class Credentials
    {
        internal Credentials(string site, string impersonatedUserId)
        {
            Site = site;
            ImpersonatedUserId = impersonatedUserId;
        }

        /// <summary>
        /// The site's contentUrl, which follows "/site/" in the address bar of the browser; null or "" is the default
        /// site, which Tableau Cloud does not have.
        /// </summary>
        public string Site { get; }

        /// <summary>
        /// The id, on that site, of another user to sign in as, which only server administrators may do; null means
        /// the user to whom the credentials belong.
        /// </summary>
        public string ImpersonatedUserId { get; }

        /// <summary>Describes the user and the site, without the secret.</summary>
        /// <returns>A line such as "PasswordCredentials alice at the site marketing".</returns>
        public override string ToString()
        {
            return GetType().Name + Who + (string.IsNullOrEmpty(Site) ? "" : " at the site " + Site);
        }

        /// <summary>The part of the description that depends on the type of the credentials.</summary>
        internal abstract string Who { get; }

        internal abstract int SignIn(
            ServerHandle server, CancellationHandle cancellation, out SessionHandle session, out IntPtr error);
    }

    /// <summary>
    /// A personal access token, which users create in the settings of their account: the recommended credentials.
    /// </summary>
    /// <remarks>
    /// A sign-in with a token ends the session that the same token signed in before, on any site. It needs REST API
    /// 3.6, and 3.11 to impersonate a user. A line break at the end of the name or the value, as text from a file may
    /// have, is dropped.
    /// </remarks>
    public sealed class PersonalAccessTokenCredentials : Credentials
    {
        private readonly string tokenValue;

        /// <summary>Makes credentials from the name and the value that Tableau showed.</summary>
        /// <param name="tokenName">The token's name.</param>
        /// <param name="tokenValue">The token's value, a secret.</param>
        /// <param name="site">The site's contentUrl; null or "" is the default site.</param>
        /// <param name="impersonatedUserId">
        /// The id of the user to impersonate, which only server administrators may do; null means no impersonation.
        /// A sign-in refuses "".
        /// </param>
        public PersonalAccessTokenCredentials(
            string tokenName, string tokenValue, string site = null, string impersonatedUserId = null)
            : base(site, impersonatedUserId)
        {
            TokenName = Utf8.NotNull(tokenName, nameof(tokenName));
            this.tokenValue = Utf8.NotNull(tokenValue, nameof(tokenValue));
        }

        /// <summary>The token's name.</summary>
        public string TokenName { get; }

        internal override string Who
        {
            get { return " " + TokenName; }
        }

        internal override int SignIn(
            ServerHandle server, CancellationHandle cancellation, out SessionHandle session, out IntPtr error)
        {
            var name = Utf8.Bytes(TokenName, "tokenName");
            var site = Utf8.Bytes(Site, "site");
            var user = Utf8.Bytes(ImpersonatedUserId, "impersonatedUserId");
            var secret = Utf8.Bytes(tokenValue, "tokenValue");
            try
            {
                return Native.tsc_server_sign_in_with_personal_access_token(
                    server, name, secret, site, user, cancellation, out session, out error);
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }
    }

    /// <summary>A user name and a password. A sign-in with them ends no other session of the user.</summary>
    public sealed class PasswordCredentials : Credentials
    {
        private readonly string password;

        /// <summary>Makes credentials from a user's name and password.</summary>
        /// <param name="username">The user's name.</param>
        /// <param name="password">
        /// The user's password, a secret. A sign-in refuses one that ends with a line break, and sends nothing.
        /// </param>
        /// <param name="site">The site's contentUrl; null or "" is the default site.</param>
        /// <param name="impersonatedUserId">
        /// The id of the user to impersonate, which only server administrators may do; null means no impersonation.
        /// A sign-in refuses "".
        /// </param>
        public PasswordCredentials(
            string username, string password, string site = null, string impersonatedUserId = null)
            : base(site, impersonatedUserId)
        {
            Username = Utf8.NotNull(username, nameof(username));
            this.password = Utf8.NotNull(password, nameof(password));
        }

        /// <summary>The user's name.</summary>
        public string Username { get; }

        internal override string Who
        {
            get { return " " + Username; }
        }

        internal override int SignIn(
            ServerHandle server, CancellationHandle cancellation, out SessionHandle session, out IntPtr error)
        {
            var name = Utf8.Bytes(Username, "username");
            var site = Utf8.Bytes(Site, "site");
            var user = Utf8.Bytes(ImpersonatedUserId, "impersonatedUserId");
            var secret = Utf8.Bytes(password, "password");
            try
            {
                return Native.tsc_server_sign_in_with_password(
                    server, name, secret, site, user, cancellation, out session, out error);
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }
    }

    /// <summary>
    /// A connected app with direct trust: the library makes the JSON web token and signs it, a new one for each
    /// attempt. It needs REST API 3.17.
    /// </summary>
    public sealed class ConnectedAppCredentials : Credentials
    {
        private readonly string secretValue;

        /// <summary>Makes credentials from a connected app and the user to sign in.</summary>
        /// <param name="clientId">The app's client id.</param>
        /// <param name="secretId">The id of the app's secret.</param>
        /// <param name="secretValue">The value of the app's secret.</param>
        /// <param name="username">The name of the user to sign in. Upper and lower case differ.</param>
        /// <param name="scopes">
        /// The scopes of the session, separated by spaces: "tableau:content:read tableau:workbooks:download".
        /// </param>
        /// <param name="site">The site's contentUrl; null or "" is the default site.</param>
        /// <param name="impersonatedUserId">
        /// The id of the user to impersonate, which only server administrators may do; null means no impersonation.
        /// A sign-in refuses "".
        /// </param>
        public ConnectedAppCredentials(
            string clientId, string secretId, string secretValue, string username, string scopes, string site = null,
            string impersonatedUserId = null)
            : base(site, impersonatedUserId)
        {
            ClientId = Utf8.NotNull(clientId, nameof(clientId));
            SecretId = Utf8.NotNull(secretId, nameof(secretId));
            this.secretValue = Utf8.NotNull(secretValue, nameof(secretValue));
            Username = Utf8.NotNull(username, nameof(username));
            Scopes = Utf8.NotNull(scopes, nameof(scopes));
        }

        /// <summary>The app's client id.</summary>
        public string ClientId { get; }

        /// <summary>The id of the app's secret.</summary>
        public string SecretId { get; }

        /// <summary>The name of the user to sign in.</summary>
        public string Username { get; }

        /// <summary>The scopes of the session, separated by spaces.</summary>
        public string Scopes { get; }

        internal override string Who
        {
            get { return " " + Username + " with the app " + ClientId; }
        }

        internal override int SignIn(
            ServerHandle server, CancellationHandle cancellation, out SessionHandle session, out IntPtr error)
        {
            var client = Utf8.Bytes(ClientId, "clientId");
            var id = Utf8.Bytes(SecretId, "secretId");
            var name = Utf8.Bytes(Username, "username");
            var scopes = Utf8.Bytes(Scopes, "scopes");
            var site = Utf8.Bytes(Site, "site");
            var user = Utf8.Bytes(ImpersonatedUserId, "impersonatedUserId");
            var secret = Utf8.Bytes(secretValue, "secretValue");
            try
            {
                return Native.tsc_server_sign_in_with_connected_app(
                    server, client, id, secret, name, scopes, site, user, cancellation, out session, out error);
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }
    }

    /// <summary>
    /// A JSON web token that a connected app or an identity provider issued. It needs REST API 3.17.
    /// </summary>
    public sealed class JsonWebTokenCredentials : Credentials
    {
        private readonly string jwt;

        /// <summary>Makes credentials from a whole token.</summary>
        /// <param name="jwt">The token, a secret. A line break at its end is dropped.</param>
        /// <param name="site">The site's contentUrl; null or "" is the default site.</param>
        /// <param name="impersonatedUserId">
        /// The id of the user to impersonate, which only server administrators may do; null means no impersonation.
        /// A sign-in refuses "".
        /// </param>
        public JsonWebTokenCredentials(string jwt, string site = null, string impersonatedUserId = null)
            : base(site, impersonatedUserId)
        {
            this.jwt = Utf8.NotNull(jwt, nameof(jwt));
        }

        internal override string Who
        {
            get { return ""; }
        }

        internal override int SignIn(
            ServerHandle server, CancellationHandle cancellation, out SessionHandle session, out IntPtr error)
        {
            var site = Utf8.Bytes(Site, "site");
            var user = Utf8.Bytes(ImpersonatedUserId, "impersonatedUserId");
            var secret = Utf8.Bytes(jwt, "jwt");
            try
            {
                return Native.tsc_server_sign_in_with_json_web_token(
                    server, secret, site, user, cancellation, out session, out error);
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }
    }

    /// <summary>
    /// A unified access token: a JSON web token for Tableau Cloud Manager and its sites. It needs REST API 3.17, and
    /// cannot impersonate a user.
    /// </summary>
    public sealed class UnifiedAccessTokenCredentials : Credentials
    {
        private readonly string jwt;

        /// <summary>Makes credentials from a whole token.</summary>
        /// <param name="jwt">The token, a secret. A line break at its end is dropped.</param>
        /// <param name="site">The site's contentUrl; null or "" is the default site.</param>
        public UnifiedAccessTokenCredentials(string jwt, string site = null) : base(site, null)
        {
            this.jwt = Utf8.NotNull(jwt, nameof(jwt));
        }

        internal override string Who
        {
            get { return ""; }
        }

        internal override int SignIn(
            ServerHandle server, CancellationHandle cancellation, out SessionHandle session, out IntPtr error)
        {
            var site = Utf8.Bytes(Site, "site");
            var secret = Utf8.Bytes(jwt, "jwt");
            try
            {
                return Native.tsc_server_sign_in_with_unified_access_token(
                    server, secret, site, cancellation, out session, out error);
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }
    }
}
